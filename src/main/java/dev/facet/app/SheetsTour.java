package dev.facet.app;

import dev.facet.core.FacetFolders;
import dev.facet.ui.jobs.JobRow;
import dev.facet.ui.newstudy.FolderCheck.Phase;
import dev.facet.ui.newstudy.NewStudyViewModel;
import dev.facet.ui.newstudy.NewStudyViewModel.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.beans.binding.Bindings;

/** The part of the tour that opens what lies above the panels: palette, settings, jobs, forms. */
final class SheetsTour {

  private final FacetWindow window;
  private final TourStage screen;
  private final ExplorerTour.Taker taker;
  private final boolean works;

  /**
   * @param works whether the worker does what takes long
   */
  SheetsTour(FacetWindow window, TourStage screen, ExplorerTour.Taker taker, boolean works) {
    this.window = window;
    this.screen = screen;
    this.taker = taker;
    this.works = works;
  }

  /** Takes the pictures and leaves the window as it was. */
  void take() {
    ShellView shell = window.shell();
    screen.run(window.palette()::open);
    taker.take("palette", "every command by a few letters", shell);
    screen.run(window.palette()::close);
    screen.run(() -> window.settingsOpenProperty().set(true));
    taker.take("settings", "settings and shortcuts", shell);
    screen.run(() -> window.settingsOpenProperty().set(false));
    screen.run(() -> window.about().openProperty().set(true));
    taker.take("about", "what the study was made of", shell);
    screen.run(() -> window.about().openProperty().set(false));
    jobs();
    screen.run(() -> window.session().problems().openProperty().set(true));
    taker.take("errors", "what went wrong since the start", shell);
    screen.run(() -> window.session().problems().openProperty().set(false));
    screen.run(window::toggleStart);
    taker.take("start", "the start page with recent studies", shell);
    screen.run(window::toggleStart);
    newStudy();
  }

  /** The list while a job runs, which is cancelled then; what it found is kept. */
  private void jobs() {
    screen.run(() -> window.jobs().openProperty().set(true));
    if (works) {
      Optional<JobRow> before = screen.get(this::newestJob);
      screen.run(window.chart().distribution()::measureSteerability);
      // Where every feature has been measured the job is over as soon as it is there; one that was
      // cancelled goes on under its number.
      screen.await(
          "the start of a job",
          Bindings.valueAt(window.jobs().rows(), 0),
          row ->
              row != null
                  && !before.equals(Optional.of(row))
                  && (row.event().done() > 0 || !row.active()));
    }
    taker.take("jobs", "what runs, and what ran since the start", window.shell());
    if (works) {
      screen.run(
          () -> {
            JobRow running = window.jobs().currentProperty().get();
            if (running != null) {
              window.jobs().cancel(running);
            }
          });
      screen.await("the end of the job", window.jobs().activeProperty(), n -> n.intValue() == 0);
    }
    screen.run(() -> window.jobs().openProperty().set(false));
  }

  private Optional<JobRow> newestJob() {
    return window.jobs().rows().stream().findFirst();
  }

  /** The form, filled in with the demo's own folders, up to the estimate. */
  private void newStudy() {
    NewStudyViewModel form = window.newStudy();
    FacetFolders folders = FacetFolders.ofSystem();
    fill(Step.MODEL, folders.demoModels().resolve("llava"));
    fill(Step.SAE, folders.demoModels().resolve("sae"));
    screen.run(
        () -> {
          form.openProperty().set(true);
          form.stepProperty().set(Step.MODEL);
        });
    taker.take("new-study-model", "a new study: what the model folder is", window.shell());
    screen.run(() -> form.stepProperty().set(Step.SAE));
    taker.take("new-study-sae", "a new study: what the autoencoder is", window.shell());
    fill(Step.IMAGES, folders.demoWorld());
    screen.run(() -> form.stepProperty().set(Step.IMAGES));
    taker.take("new-study-images", "a new study: the images", window.shell());
    if (screen.get(
        () ->
            List.of(Step.MODEL, Step.SAE, Step.IMAGES).stream()
                .allMatch(s -> form.folder(s).isGood()))) {
      screen.run(() -> form.stepProperty().set(Step.CHECK));
      screen.await("the estimate", form.costProperty(), cost -> !cost.running());
      taker.take("new-study-check", "a new study: what it will cost", window.shell());
    }
    screen.run(() -> form.openProperty().set(false));
  }

  private void fill(Step step, Path folder) {
    NewStudyViewModel form = window.newStudy();
    screen.run(() -> form.folder(step).pathProperty().set(folder.toString()));
    screen.await(
        "a look at " + folder,
        form.folder(step).stateProperty(),
        state -> state.phase() == Phase.GOOD || state.phase() == Phase.WRONG);
  }
}
