package dev.facet.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.client.WorkerState;
import dev.facet.core.CaptionDiff.Kind;
import dev.facet.core.SweepPoint;
import dev.facet.export.ChartTheme;
import dev.facet.export.SteerabilityChart;
import dev.facet.fx.Figures;
import dev.facet.fx.Look;
import dev.facet.fx.ManualThread;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.WorkerStatus;
import dev.facet.ui.chart.ChartViewModel;
import dev.facet.ui.chart.DistributionViewModel;
import dev.facet.ui.chart.ExportChoices;
import dev.facet.ui.feature.FeatureViewModel;
import dev.facet.ui.features.FeaturesViewModel;
import dev.facet.ui.jobs.JobsViewModel;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.status.StatusViewModel;
import dev.facet.ui.steering.CaptionLine.Phase;
import dev.facet.ui.steering.SteeringViewModel;
import dev.facet.ui.welcome.WelcomeViewModel;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view models together, without a toolkit: on a virtual clock, with a worker under control. */
class PanelsTest {

  private final PanelBench bench = new PanelBench(500);
  private final ManualThread ui = bench.ui;
  private final Messages messages = bench.messages;
  private final WorkerEvents events = bench.events;
  private final FakeWorker worker = bench.worker;
  private final Session session = bench.session;
  private FeaturesViewModel features;
  private FeatureViewModel feature;
  private SteeringViewModel steering;
  private ChartViewModel chart;
  private StatusViewModel status;
  private WelcomeViewModel welcome;

  @BeforeEach
  void build() {
    features = new FeaturesViewModel(session, worker, ui, messages);
    feature = new FeatureViewModel(session, worker, ui, messages);
    steering = new SteeringViewModel(session, worker, events, ui, bench::later, messages);
    JobsViewModel jobs = new JobsViewModel(session, worker, events, ui, messages);
    chart =
        new ChartViewModel(
            session,
            new DistributionViewModel(session, worker, ui, messages),
            new Look(),
            ui,
            Runnable::run,
            messages);
    status = new StatusViewModel(session, jobs, events, messages);
    welcome = new WelcomeViewModel(session, status, worker, ui, messages);
  }

  /** Lets the worker and the window finish all they have to do. */
  private void settle() {
    bench.settle(50, 50);
  }

  private void open() {
    session.open(null);
    settle();
  }

  @Test
  void a_bar_that_moves_appears_only_when_opening_takes_long() {
    session.open(null);
    ui.pass(2_000);
    assertTrue(welcome.workingProperty().get());
    assertFalse(welcome.lastingProperty().get());
    ui.pass(2_000);
    assertTrue(welcome.lastingProperty().get());
    settle();
    assertFalse(welcome.lastingProperty().get());
  }

  @Test
  void opening_a_study_shows_its_best_labelled_feature_everywhere() {
    assertTrue(welcome.shownProperty().get());
    open();
    assertFalse(welcome.shownProperty().get());
    FeatureRow first = features.rows().peek(0);
    assertEquals(first.feature(), session.featureProperty().get());
    assertEquals(first.label(), feature.labelProperty().get());
    assertEquals(PanelState.READY, feature.stateProperty().get());
    assertEquals("a blank white image", steering.captions().unsteeredProperty().get().text());
    assertEquals("a blank white image", steering.captions().steeredProperty().get().text());
    assertEquals(21, steering.sweep().pointsProperty().get().size());
    assertEquals(PanelState.READY, chart.stateProperty().get());
    assertEquals(0, features.selectedIndexProperty().get());
  }

  @Test
  void the_top_bar_names_the_model_that_answers_and_its_arithmetic() {
    assertEquals(List.of(), status.provenanceProperty().get());
    open();
    assertEquals("llava", status.provenanceProperty().get().getFirst());
    events.status(new WorkerStatus(1, 0, false, "bf16"));
    steering.model().choose("llava-small");
    settle();
    List<String> head = status.provenanceProperty().get();
    assertEquals("llava-small", head.getFirst());
    assertTrue(head.get(1).startsWith("vision"), head.get(1));
    assertEquals("500 latents", head.get(3));
    assertEquals("bf16", head.get(4));
  }

  @Test
  void typing_searches_once_after_a_pause() {
    open();
    int before = worker.queries.size();
    for (String typed : List.of("c", "co", "cow")) {
      features.textProperty().set(typed);
      ui.pass(40);
    }
    settle();
    assertEquals(before + 1, worker.queries.size());
    assertEquals("cow", worker.queries.getLast().text());
    assertEquals("cow", features.answeredProperty().get());
    features.textProperty().set("zebrafish");
    settle();
    assertEquals(PanelState.Kind.EMPTY, features.stateProperty().get().kind());
    assertTrue(features.stateProperty().get().detail().contains("zebrafish"));
    features.recover();
    settle();
    assertEquals(500, features.rows().size());
  }

  @Test
  void rows_far_down_come_page_by_page_in_the_order_that_was_asked_for() {
    open();
    features.sortBy(FeatureQuery.Sort.INDEX, false);
    settle();
    assertNull(features.rows().get(450));
    settle();
    assertEquals(450, features.rows().get(450).feature());
    assertEquals(400, worker.queries.getLast().offset());
  }

  @Test
  void a_slider_move_shows_the_swept_caption_at_once_and_then_the_exact_one() {
    open();
    steering.strength().set(4.1 * FakeWorker.R);
    assertEquals(Phase.SWEPT, steering.captions().steeredProperty().get().phase());
    String swept = steering.captions().steeredProperty().get().text();
    assertTrue(swept.startsWith("a photo of a "), swept);
    settle();
    assertEquals(Phase.DONE, steering.captions().steeredProperty().get().phase());
    assertEquals("4.10", steering.strength().textProperty().get());
    assertTrue(
        steering.captions().steeredProperty().get().spans().stream()
            .anyMatch(s -> s.kind() == Kind.INSERTED));
    assertTrue(
        steering.captions().unsteeredProperty().get().spans().stream()
            .anyMatch(s -> s.kind() == Kind.REMOVED));
  }

  @Test
  void dragging_asks_for_few_captions_and_the_last_one_counts() {
    open();
    int before = worker.captions.size();
    for (int i = 1; i <= 100; i++) {
      steering.strength().set(i * 0.04 * FakeWorker.R);
      ui.pass(1);
    }
    settle();
    int asked = worker.captions.size() - before;
    assertTrue(asked <= 6, "asked for " + asked);
    assertEquals(
        4 * FakeWorker.R,
        worker.captions.getLast().spec().interventions().getFirst().strength(),
        1e-9);
    assertEquals(Phase.DONE, steering.captions().steeredProperty().get().phase());
  }

  @Test
  void events_of_a_request_that_was_overtaken_change_nothing() {
    open();
    steering.strength().set(4 * FakeWorker.R);
    ui.pass(1);
    long old = worker.captions.getLast().id();
    steering.strength().set(5 * FakeWorker.R);
    ui.pass(100);
    events.captionProgress(new CaptionEvent(old, "stale words", 2));
    ui.settle();
    assertFalse(steering.captions().steeredProperty().get().text().contains("stale"));
    settle();
    assertFalse(steering.captions().steeredProperty().get().text().contains("stale"));
  }

  @Test
  void strength_zero_is_the_unsteered_caption_without_another_request() {
    open();
    steering.strength().set(4 * FakeWorker.R);
    settle();
    int before = worker.captions.size();
    steering.strength().reset();
    settle();
    assertEquals(before, worker.captions.size());
    assertEquals("a blank white image", steering.captions().steeredProperty().get().text());
  }

  @Test
  void strengths_are_typed_in_the_unit_on_show() {
    open();
    assertTrue(steering.strength().type("2,5 R"));
    assertEquals(2.5 * FakeWorker.R, steering.strength().strengthProperty().get(), 1e-9);
    steering.strength().unitProperty().set(SteeringState.Unit.RAW);
    assertEquals("10.50", steering.strength().textProperty().get());
    assertTrue(steering.strength().type("\u22124.2"));
    assertEquals(-4.2, steering.strength().strengthProperty().get(), 1e-9);
    assertFalse(steering.strength().type("much"));
    assertEquals(-4.2, steering.strength().strengthProperty().get(), 1e-9);
    assertTrue(steering.strength().type("50"));
    assertEquals(50, steering.strength().max(), 1e-9, "the ruler grows");
    assertEquals(50, steering.strength().strengthProperty().get(), 1e-9);
  }

  @Test
  void arrow_keys_step_on_a_grid_of_tenths_of_r() {
    open();
    steering.strength().set(1.234 * FakeWorker.R);
    steering.strength().step(1, false);
    assertEquals(1.3 * FakeWorker.R, steering.strength().strengthProperty().get(), 1e-9);
    steering.strength().step(-1, true);
    assertEquals(0, steering.strength().strengthProperty().get(), 1e-9);
  }

  @Test
  void controls_are_asked_for_only_on_demand() {
    open();
    steering.strength().set(4 * FakeWorker.R);
    settle();
    assertEquals(Phase.NONE, steering.captions().randomProperty().get().phase());
    steering.controls().wantedProperty().set(true);
    settle();
    assertEquals(Phase.DONE, steering.captions().randomProperty().get().phase());
    assertEquals("a plain white image", steering.captions().randomProperty().get().text());
    assertEquals(Phase.DONE, steering.captions().permutedProperty().get().phase());
  }

  @Test
  void star_and_label_can_be_undone_and_show_in_the_list() {
    open();
    int chosen = session.featureProperty().get();
    boolean before = feature.starredProperty().get();
    String label = feature.labelProperty().get();
    feature.writing().toggleStar();
    feature.writing().rename("my own");
    settle();
    assertEquals(!before, feature.starredProperty().get());
    assertEquals("my own", feature.labelProperty().get());
    assertEquals("my own", features.rows().peek(0).label());
    feature.writing().undoStack().undo();
    feature.writing().undoStack().undo();
    settle();
    assertEquals(before, feature.starredProperty().get());
    assertEquals(label, feature.labelProperty().get());
    assertEquals(chosen, session.featureProperty().get());
    feature.writing().undoStack().redo();
    settle();
    assertEquals(!before, feature.starredProperty().get());
  }

  @Test
  void back_and_forward_follow_the_features_that_were_looked_at() {
    open();
    int first = session.featureProperty().get();
    session.select(7);
    session.select(9);
    session.back();
    assertEquals(7, session.featureProperty().get());
    session.back();
    assertEquals(first, session.featureProperty().get());
    session.forward();
    assertEquals(7, session.featureProperty().get());
    session.select(3);
    assertFalse(session.history().canGoForwardProperty().get());
  }

  @Test
  void a_worker_that_dies_is_told_of_and_asked_again_when_it_is_back() {
    open();
    steering.strength().set(4 * FakeWorker.R);
    settle();
    worker.fail(true);
    session.workerStateProperty().set(WorkerState.RESTARTING);
    steering.strength().set(5 * FakeWorker.R);
    settle();
    assertEquals(Phase.FAILED, steering.captions().steeredProperty().get().phase());
    assertTrue(steering.captions().steeredProperty().get().failure().contains("exit code 134"));
    worker.fail(false);
    session.workerStateProperty().set(WorkerState.READY);
    settle();
    assertEquals(Phase.DONE, steering.captions().steeredProperty().get().phase());
  }

  @Test
  void a_study_that_cannot_be_opened_says_why() {
    worker.fail(true);
    session.workerStateProperty().set(WorkerState.READY);
    open();
    assertTrue(welcome.shownProperty().get());
    assertTrue(welcome.detailProperty().get().contains("exit code 134"));
    assertFalse(welcome.workingProperty().get());
  }

  @Test
  void jobs_show_progress_and_leave_a_message() {
    events.jobProgress(
        new JobEvent(1, "Index", JobEvent.State.RUNNING, "Indexing", 2310, 4000, 65, ""));
    ui.settle();
    assertEquals(
        "Indexing \u00b7 2,310 of 4,000 \u00b7 1 min 5 s left", status.jobTextProperty().get());
    events.jobProgress(new JobEvent(1, "Index", JobEvent.State.DONE, "", 4000, 4000, 0, ""));
    ui.settle();
    assertNull(status.jobProperty().get());
    assertEquals("Index: done", status.messageProperty().get());
  }

  @Test
  void the_chart_is_exported_in_every_format(@TempDir Path folder) throws Exception {
    open();
    for (String extension : List.of("png", "svg", "pdf", "csv")) {
      Path file = folder.resolve("chart." + extension);
      var done = chart.export(file);
      settle();
      assertEquals(file, done.join());
      assertTrue(Files.size(file) > 500, extension);
    }
    var refused = chart.export(folder.resolve("chart.doc"));
    settle();
    assertTrue(refused.isCompletedExceptionally());
    assertTrue(session.problemProperty().get().message().contains("chart.doc"));
  }

  @Test
  void the_chart_reads_the_swept_point_nearest_to_the_mouse() {
    open();
    chart.hover(4.1);
    assertTrue(chart.readingProperty().get().startsWith("4.00"), chart.readingProperty().get());
    chart.hover(Double.NaN);
    assertEquals("", chart.readingProperty().get());
    chart.pick(2);
    assertEquals(2 * FakeWorker.R, steering.strength().strengthProperty().get(), 1e-9);
  }

  @Test
  void pinned_curves_stay_behind_those_of_other_features_until_they_are_cleared() {
    open();
    assertTrue(chart.pinnableProperty().get());
    int first = session.featureProperty().get();
    List<SweepPoint> points = steering.sweep().pointsProperty().get();
    chart.pin();
    assertFalse(chart.pinnableProperty().get(), "what is pinned is not pinned twice");
    assertEquals(List.of(), chart.contentProperty().get().pinned(), "nor drawn twice");
    session.select(first == 7 ? 8 : 7);
    settle();
    assertEquals(1, chart.contentProperty().get().pinned().size());
    assertEquals("#" + first, chart.contentProperty().get().pinned().getFirst().name());
    assertEquals(
        points.stream().map(SweepPoint::steerability).toList(),
        chart.contentProperty().get().pinned().getFirst().dots().stream()
            .map(SteerabilityChart.Dot::figure)
            .toList());
    chart.clearPins();
    assertEquals(List.of(), chart.contentProperty().get().pinned());
  }

  @Test
  void strengths_stand_on_a_logarithmic_axis_on_demand() {
    open();
    assertFalse(chart.contentProperty().get().logarithmic());
    chart.logarithmicProperty().set(true);
    assertTrue(chart.contentProperty().get().logarithmic());
  }

  @Test
  void exports_have_the_size_and_the_ground_that_were_chosen(@TempDir Path folder)
      throws Exception {
    open();
    chart.choices().sizeProperty().set(ExportChoices.Size.COLUMN);
    chart.choices().themeProperty().set(ChartTheme.DARK);
    Path file = folder.resolve("chart.png");
    var done = chart.export(file);
    settle();
    done.join();
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(2 * ExportChoices.Size.COLUMN.width(), image.getWidth());
    assertEquals(2 * ExportChoices.Size.COLUMN.height(), image.getHeight());
    assertEquals(0xff0d1117, image.getRGB(1, 1));
  }

  @Test
  void all_features_are_shown_as_distributions_and_exported(@TempDir Path folder) throws Exception {
    open();
    DistributionViewModel all = chart.distribution();
    assertNull(all.contentProperty().get(), "nothing is loaded before it is shown");
    all.shownProperty().set(true);
    settle();
    assertEquals(PanelState.READY, all.stateProperty().get());
    var s = all.contentProperty().get();
    assertEquals(0.10, s.limit());
    assertEquals(s.samples().getFirst().size() < 500, all.partialProperty().get());
    assertTrue(s.limitName().startsWith(Figures.percent(s.samples().getFirst().shareAbove(0.10))));
    chart.hover(0.25);
    assertTrue(chart.readingProperty().get().contains("0.25"), chart.readingProperty().get());
    all.figureProperty().set(DistributionViewModel.Figure.MONOSEMANTICITY);
    settle();
    assertEquals(2, all.contentProperty().get().samples().size());
    assertEquals(128, all.contentProperty().get().samples().getLast().size());
    assertEquals("monosemanticity", chart.proposedName());
    for (String extension : List.of("png", "svg", "pdf", "csv")) {
      Path file = folder.resolve("all." + extension);
      var done = chart.export(file);
      settle();
      assertEquals(file, done.join());
      assertTrue(Files.size(file) > 500, extension);
    }
  }

  @Test
  void language_models_stand_side_by_side_by_how_well_they_explain(@TempDir Path folder)
      throws Exception {
    open();
    DistributionViewModel all = chart.distribution();
    all.figureProperty().set(DistributionViewModel.Figure.EXPLANATIONS);
    all.shownProperty().set(true);
    settle();
    assertEquals(PanelState.READY, all.stateProperty().get());
    assertNull(all.contentProperty().get());
    var bars = all.explainedProperty().get();
    assertEquals("mean AUROC", bars.axis());
    assertEquals(4, bars.bars().size());
    assertEquals("llava, random direction", bars.bars().get(2).series());
    assertTrue(bars.bars().get(2).control());
    for (String extension : List.of("svg", "csv")) {
      Path file = folder.resolve("explanations." + extension);
      var done = chart.export(file);
      settle();
      assertEquals(file, done.join());
      assertTrue(Files.readString(file).contains("llava-small"), extension);
    }
    all.figureProperty().set(DistributionViewModel.Figure.MONOSEMANTICITY);
    settle();
    assertNull(all.explainedProperty().get());
    assertEquals(2, all.contentProperty().get().samples().size());
  }

  @Test
  void a_distribution_that_cannot_be_read_says_why_and_is_asked_for_again() {
    open();
    worker.fail(true);
    DistributionViewModel all = chart.distribution();
    all.shownProperty().set(true);
    settle();
    assertEquals(PanelState.Kind.FAILED, all.stateProperty().get().kind());
    assertTrue(all.stateProperty().get().detail().contains("exit code 134"));
    worker.fail(false);
    all.retry();
    settle();
    assertEquals(PanelState.READY, all.stateProperty().get());
    all.measureSteerability();
    settle();
    assertTrue(
        session.messageProperty().get().startsWith("Measuring steerability"),
        session.messageProperty().get());
  }
}
