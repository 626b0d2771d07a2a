package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.settings.Preferences.Theme;
import dev.facet.client.WorkerClient;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetFolders;
import dev.facet.core.PatchFrame;
import dev.facet.core.Progress;
import dev.facet.demo.DemoFolder;
import dev.facet.fx.PanelState;
import dev.facet.fx.picture.PictureViewport;
import dev.facet.image.ImageReader;
import dev.facet.image.ImageWriter;
import dev.facet.image.PilResampler;
import dev.facet.image.RgbImage;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.chart.DistributionViewModel.Figure;
import dev.facet.ui.feature.FeatureViewModel.Section;
import dev.facet.ui.newstudy.NewStudyViewModel;
import dev.facet.ui.newstudy.NewStudyViewModel.Step;
import dev.facet.ui.session.ViewedImages;
import dev.facet.ui.steering.CaptionLine.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of somebody who has a CLIP and an SAE and no language model, in the real window with a
 * real worker: a study, all that can be seen of it, and a language model that is found later.
 */
@Timeout(300)
class EncoderWalkTest {

  private static final int IMAGES = 32;
  private static final long SEED = 79;

  @TempDir private static Path folder;
  private static WorkerClient client;

  private WindowStage stage;
  private FacetWindow window;

  @BeforeAll
  static void startWorker() {
    client = WindowStage.startWorker(folder);
  }

  @AfterAll
  static void endWorker() {
    client.close();
  }

  private void openWindow() throws TimeoutException {
    stage = WindowStage.of(client, folder);
    window = stage.window();
  }

  @Test
  void a_clip_alone_and_a_language_model_later() throws Exception {
    Path images =
        DemoFolder.write(folder.resolve("world"), IMAGES, SEED, Progress.NONE, Cancellation.NONE);
    wide(images);
    Path study = folder.resolve("clip study");
    Files.writeString(
        folder.resolve("settings.json"), "{\"version\": 2, \"study\": \"/nowhere/study\"}");
    openWindow();
    stage.until(() -> window.session().openFailureProperty().get() != null);
    makeStudy(images, study);
    seen();
    silent();
    pictures("encoder");
    wideInViewer();
    attach();
    pictures("encoder-attached");
    stage.close();

    openWindow();
    stage.until(() -> window.session().studyProperty().get() != null);
    assertEquals(study.toString(), window.session().studyProperty().get().path());
    assertEquals("llava", stage.get(() -> window.session().steering().modelProperty().get()));
    stage.close();
  }

  /** Twice as wide as high: CLIP's processor sees the middle of it. */
  private static void wide(Path images) throws IOException {
    Path source;
    try (Stream<Path> files = Files.list(images)) {
      source = files.filter(f -> f.toString().endsWith(".png")).sorted().findFirst().orElseThrow();
    }
    RgbImage one = ImageReader.read(source);
    RgbImage wide =
        PilResampler.resize(
            one.crop(-one.width() / 2, 0, 2 * one.width(), one.height()),
            4 * one.width(),
            2 * one.height(),
            PilResampler.Filter.BICUBIC);
    ImageWriter.png(wide, images.resolve("wide.png"));
  }

  private void wideInViewer() throws Exception {
    StudyInfo info = window.session().studyProperty().get();
    assertEquals(PatchFrame.Base.SHORTER_SIDE, info.frame().base());
    String address = "corpus:" + IMAGES;
    stage.fx(() -> window.session().view(ViewedImages.of(address, "wide.png")));
    stage.until(() -> window.viewer().chosenProperty().get() != null);
    stage.fx(() -> window.viewer().regionProperty().set(Set.of(0, 1, 8, 9)));
    stage.until(() -> window.viewer().answeredProperty().get().size() == 4);
    stage.until(() -> window.pictures().pendingProperty().get() == 0);
    stage.picture("encoder-wide", window.shell());
    PictureViewport viewport = window.shell().viewer().viewport();
    Bounds grid = stage.get(() -> viewport.heat().getBoundsInParent());
    assertEquals(grid.getWidth(), grid.getHeight(), 2, "the grid is the square in the middle");
    stage.fx(() -> window.session().view(null));
  }

  private void makeStudy(Path images, Path study) throws Exception {
    NewStudyViewModel form = window.newStudy();
    Path models = FacetFolders.ofSystem().demoModels();
    for (Path dropped : List.of(models.resolve("clip"), models.resolve("sae"), images)) {
      stage.fx(() -> form.drop(dropped));
      stage.until(
          () ->
              List.of(Step.MODEL, Step.SAE, Step.IMAGES).stream()
                  .anyMatch(
                      step ->
                          form.folder(step).isGood()
                              && Path.of(form.folder(step).pathProperty().get())
                                  .equals(dropped.toAbsolutePath())));
    }
    assertTrue(
        stage.get(() -> form.folder(Step.MODEL).stateProperty().get().lines()).stream()
            .anyMatch(line -> line.contains("can be attached later")));
    stage.fx(() -> form.stepProperty().set(Step.MODEL));
    stage.picture("encoder-newstudy", window.shell());
    stage.fx(() -> form.stepProperty().set(Step.CHECK));
    stage.fx(() -> form.outProperty().set(study.toString()));
    stage.until(() -> form.readyProperty().get());
    stage.fx(form::next);
    stage.until(
        () -> {
          StudyInfo info = window.session().studyProperty().get();
          return info != null && info.index().complete();
        });
  }

  /** List, search by meaning, top images with heat maps, what fires. */
  private void seen() throws TimeoutException {
    stage.until(
        () -> !window.features().rows().isEmpty() && window.features().rows().peek(0) != null);
    FeatureRow row = stage.get(() -> window.features().rows().peek(0));
    assertFalse(row.label().isBlank(), "labels come from the text tower");
    stage.fx(() -> window.features().select(row));
    stage.until(
        () ->
            window.feature().detailProperty().get() != null
                && window.feature().detailProperty().get().row().feature() == row.feature());
    assertFalse(stage.get(() -> window.feature().top()).isEmpty());
    stage.fx(
        () -> {
          window.features().filter().meaningProperty().set(true);
          window.features().textProperty().set(row.label());
        });
    stage.until(() -> window.features().answeredProperty().get().equals(row.label()));
    stage.fx(
        () -> {
          window.features().textProperty().set("");
          window.features().filter().meaningProperty().set(false);
        });
    stage.fx(
        () -> window.feature().view(window.feature().top(), window.feature().top().getFirst()));
    stage.until(() -> window.viewer().chosenProperty().get() != null);
    assertTrue(stage.get(() -> window.viewer().steering().possible().get()));
    stage.fx(window.viewer()::close);
  }

  /** Every place that is empty for want of a language model says so. */
  private void silent() throws TimeoutException {
    PanelState steering = stage.get(() -> window.steering().answersProperty().get());
    assertEquals(PanelState.Kind.EMPTY, steering.kind());
    assertEquals("clip writes no captions", steering.title());
    assertTrue(steering.action().contains("Choose a language model"));
    assertTrue(steering.detail().contains("image embedding"), steering.detail());
    stage.until(() -> window.session().steering().sweepProperty().get() != null);
    assertEquals(PanelState.READY, stage.get(() -> window.chart().stateProperty().get()));
    assertTrue(
        stage.get(() -> window.steering().sweep().segmentsProperty().get()).stream()
            .anyMatch(segment -> !segment.word().isEmpty()),
        "the ruler names what a strength does");
    assertFalse(stage.get(() -> window.feature().explaining().possibleProperty().get()));
    stage.fx(
        () -> {
          window.chart().distribution().shownProperty().set(true);
          window.chart().distribution().figureProperty().set(Figure.MONOSEMANTICITY);
        });
    stage.until(() -> window.chart().distribution().contentProperty().get() != null);
    stage.fx(() -> window.chart().distribution().shownProperty().set(false));
    assertTrue(stage.problems.isEmpty(), "nothing was asked that cannot be: " + stage.problems);
  }

  private void attach() throws TimeoutException {
    Path llava = FacetFolders.ofSystem().demoModels().resolve("llava");
    stage.fx(() -> window.steering().model().attach(llava.toString()));
    stage.until(() -> window.session().steering().modelProperty().get().equals("llava"));
    stage.until(
        () ->
            window.steering().captions().unsteeredProperty().get().phase() == Phase.DONE
                && window.session().steering().sweepProperty().get() != null);
    stage.until(() -> !window.steering().model().loadingProperty().get());
    assertEquals(PanelState.READY, stage.get(() -> window.steering().answersProperty().get()));
    assertFalse(
        Objects.requireNonNull(
                stage.get(
                    (Callable<String>)
                        () -> window.steering().captions().unsteeredProperty().get().text()))
            .isBlank());
    stage.fx(
        () -> window.steering().strength().set(4 * window.steering().strength().residualNorm()));
    stage.until(() -> window.steering().captions().steeredProperty().get().phase() == Phase.DONE);
    assertTrue(stage.problems.isEmpty(), "" + stage.problems);
  }

  private void pictures(String name) throws Exception {
    for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
      String suffix = "-" + theme.name().toLowerCase(Locale.ROOT);
      stage.fx(() -> window.theme(theme));
      stage.until(() -> window.pictures().pendingProperty().get() == 0);
      assertTrue(Files.size(stage.picture(name + suffix, window.shell())) > 50_000);
      stage.fx(() -> window.feature().sectionProperty().set(Section.WORDS));
      stage.picture(name + "-words" + suffix, window.shell());
      stage.fx(() -> window.feature().sectionProperty().set(Section.TOP));
    }
  }
}
