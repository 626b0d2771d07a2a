package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.client.WorkerClient;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetFolders;
import dev.facet.core.Progress;
import dev.facet.core.SweepResult;
import dev.facet.demo.DemoFolder;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.Firing;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.newstudy.NewStudyViewModel;
import dev.facet.ui.newstudy.NewStudyViewModel.Step;
import dev.facet.ui.steering.CaptionLine;
import dev.facet.ui.steering.CaptionLine.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of a newcomer, in the real window, with a real worker and the shipped models: from
 * folders that are dropped to a chart that is exported, and back to it after the window was closed.
 */
@Timeout(300)
class WalkTest {

  private static final int IMAGES = 40;
  private static final long SEED = 77;
  private static final double STRONG = 3;

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
  void from_dropped_folders_to_an_exported_chart_and_back() throws Exception {
    Path images =
        DemoFolder.write(folder.resolve("world"), IMAGES, SEED, Progress.NONE, Cancellation.NONE);
    Path study = folder.resolve("my study");
    // The study of last time is gone.
    Files.writeString(
        folder.resolve("settings.json"), "{\"version\": 2, \"study\": \"/nowhere/study\"}");
    openWindow();
    welcome();
    makeStudy(images, study);
    FeatureRow row = find();
    write(row);
    double strongest = steer(row);
    fires();
    export();
    stage.close();

    openWindow();
    reopened(study, row, strongest);
    stage.close();
  }

  private void welcome() throws TimeoutException {
    stage.until(() -> window.session().openFailureProperty().get() != null);
    assertTrue(stage.get(() -> window.shell().welcome().isVisible()));
  }

  /** Folders are dropped one after another; the worker says what each is. */
  private void makeStudy(Path images, Path study) throws TimeoutException {
    NewStudyViewModel form = window.newStudy();
    Path models = FacetFolders.ofSystem().demoModels();
    for (Path dropped : List.of(models.resolve("llava"), models.resolve("sae"), images)) {
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
    assertEquals(Step.CHECK, stage.get(() -> form.stepProperty().get()));
    stage.fx(() -> form.outProperty().set(study.toString()));
    stage.until(() -> form.readyProperty().get());
    stage.fx(form::next);
    // It opens as soon as there is something to see, and grows until it is complete.
    StudyInfo opened = until(() -> window.session().studyProperty().get(), info -> true);
    assertEquals(study.toString(), opened.path());
    StudyInfo whole =
        until(() -> window.session().studyProperty().get(), info -> info.index().complete());
    assertEquals(IMAGES, whole.images());
    assertFalse(whole.sites().isEmpty());
    assertFalse(stage.get(() -> window.shell().welcome().isVisible()));
  }

  /** By its label, in the search field. */
  private FeatureRow find() throws TimeoutException {
    stage.until(
        () ->
            !window.features().rows().isEmpty()
                && window.features().rows().peek(0) != null
                && !window.features().rows().peek(0).label().isBlank());
    String word = stage.get(() -> window.features().rows().peek(0).label());
    int all = stage.get(() -> window.features().rows().size());
    stage.fx(window.shell()::focusSearch);
    stage.robot.write(word);
    stage.until(() -> window.features().answeredProperty().get().equals(word));
    int found = stage.get(() -> window.features().rows().size());
    assertTrue(found > 0 && found < all, found + " of " + all);
    FeatureRow row = stage.get(() -> window.features().rows().peek(0));
    assertTrue(row.label().contains(word));
    stage.fx(() -> window.features().select(row));
    FeatureDetail page =
        until(
            () -> window.feature().detailProperty().get(),
            detail -> detail.row().feature() == row.feature());
    assertFalse(page.top().isEmpty());
    assertFalse(page.quantiles().isEmpty());
    assertTrue(page.top().getFirst().heat().stream().anyMatch(code -> code > 0));
    return row;
  }

  /** Star, own label, note and tag, with undo; then the facet of starred ones. */
  private void write(FeatureRow row) throws TimeoutException {
    stage.fx(() -> window.actions().get("star").perform());
    stage.until(() -> window.feature().starredProperty().get());
    stage.fx(() -> window.actions().get("rename").perform());
    stage.robot.write("walked").push(KeyCode.ENTER);
    stage.until(() -> window.feature().labelProperty().get().equals("walked"));
    stage.fx(() -> window.actions().get("undo").perform());
    stage.until(() -> window.feature().labelProperty().get().equals(row.label()));
    stage.fx(
        () -> window.feature().writing().write(row.feature(), "seen on a walk", List.of("walk")));
    until(
        () -> window.feature().detailProperty().get(),
        detail -> detail.tags().equals(List.of("walk")) && !detail.note().isEmpty());
    stage.fx(() -> window.actions().get("undo").perform());
    until(() -> window.feature().detailProperty().get(), detail -> detail.tags().isEmpty());
    stage.fx(() -> window.actions().get("redo").perform());
    until(() -> window.feature().detailProperty().get(), detail -> !detail.tags().isEmpty());
    stage.fx(
        () -> {
          window.features().textProperty().set("");
          window.features().filter().starredOnlyProperty().set(true);
          window.features().filter().taggedOnlyProperty().set(true);
        });
    stage.until(() -> window.features().rows().size() == 1);
    assertEquals(row.feature(), stage.get(() -> window.features().rows().peek(0).feature()));
    stage.fx(window.features().filter()::clear);
    stage.until(() -> window.features().rows().size() > 1);
  }

  /**
   * Waits for the sweep, takes a strength by keyboard and pins the caption.
   *
   * @return the largest S of the sweep
   */
  private double steer(FeatureRow row) throws TimeoutException {
    SweepResult sweep =
        until(
            () -> window.session().steering().sweepProperty().get(),
            done ->
                Integer.valueOf(row.feature())
                    .equals(done.spec().intervention().direction().latent()));
    assertEquals(
        0,
        sweep.points().stream()
            .filter(point -> point.strength() == 0)
            .mapToDouble(point -> point.steerability())
            .findFirst()
            .orElseThrow(),
        1e-9,
        "nothing is promoted by nothing");
    double strongest =
        sweep.points().stream().mapToDouble(point -> point.steerability()).max().orElseThrow();
    assertTrue(strongest > 0);
    double unit = window.steering().strength().residualNorm();
    stage.fx(
        () -> {
          window.steering().strength().set(STRONG * unit);
          window.shell().steering().ruler().requestFocus();
        });
    stage.robot.push(KeyCode.RIGHT);
    double wanted = stage.get(() -> window.steering().strength().strengthProperty().get());
    assertNotEquals(STRONG * unit, wanted, "the ruler steps by keyboard");
    CaptionLine steered =
        until(
            () -> window.steering().captions().steeredProperty().get(),
            line -> line.phase() == Phase.DONE);
    assertFalse(Objects.requireNonNull(steered.result()).tokens().isEmpty());
    CaptionLine unsteered =
        until(
            () -> window.steering().captions().unsteeredProperty().get(),
            line -> line.phase() == Phase.DONE);
    assertFalse(unsteered.text().isBlank());
    stage.until(() -> window.steering().runs().presentProperty().get() != null);
    stage.fx(window.steering().runs()::pin);
    stage.until(() -> window.steering().runs().pinned().size() == 1);
    stage.fx(window.chart()::pin);
    return strongest;
  }

  /** Which features fire on the best image, and on one patch of it? */
  private void fires() throws TimeoutException {
    stage.fx(
        () -> window.feature().view(window.feature().top(), window.feature().top().getFirst()));
    Firing whole = until(() -> window.viewer().chosenProperty().get(), firing -> true);
    float max = whole.heat().stream().max(Float::compare).orElseThrow();
    int best = whole.heat().indexOf(max);
    stage.fx(() -> window.viewer().regionProperty().set(Set.of(best)));
    stage.until(() -> window.viewer().answeredProperty().get().equals(Set.of(best)));
    assertTrue(
        stage.get(
            () ->
                window.viewer().firing().stream()
                    .anyMatch(firing -> firing.feature() == whole.feature())),
        "the latent fires on its strongest patch");
    stage.fx(window.viewer()::close);
  }

  private void export() throws Exception {
    stage.until(() -> window.chart().exportableProperty().get());
    Path chart = folder.resolve(window.chart().proposedName() + ".svg");
    stage.fx(() -> window.shell().chart().export("svg"));
    stage.until(() -> Files.exists(chart));
    String drawn = Files.readString(chart);
    assertTrue(drawn.contains("<svg"));
    assertTrue(
        drawn.contains(String.valueOf(window.session().featureProperty().get())),
        "the small print names the feature");
  }

  private void reopened(Path study, FeatureRow row, double strongest) throws TimeoutException {
    StudyInfo info = until(() -> window.session().studyProperty().get(), open -> true);
    assertEquals(study.toString(), info.path());
    FeatureDetail page =
        until(
            () -> window.feature().detailProperty().get(),
            detail -> detail.row().feature() == row.feature());
    assertTrue(page.row().starred());
    assertEquals("seen on a walk", page.note());
    assertEquals(List.of("walk"), page.tags());
    Double measured = page.row().steerability();
    assertTrue(measured != null && Math.abs(measured - strongest) < 1e-9, "S is kept");
    stage.until(() -> window.steering().runs().pinned().size() == 1);
    assertEquals(1, stage.get(() -> window.chart().pins().size()));
  }

  /** Waits until a value is there and as it is wanted. */
  private <T> T until(Callable<@Nullable T> value, Predicate<T> wanted) throws TimeoutException {
    stage.until(
        () -> {
          T now = value.call();
          return now != null && wanted.test(now);
        });
    return Objects.requireNonNull(stage.get(value));
  }
}
