package dev.facet.ui.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.core.FeatureFacets.Figure;
import dev.facet.core.FeatureFacets.Range;
import dev.facet.fx.PanelState;
import dev.facet.fx.plot.Bounds;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.MeaningSearchRequest.Mode;
import dev.facet.ui.PanelBench;
import dev.facet.ui.session.FeatureAddress;
import dev.facet.ui.session.ImageQuestion;
import dev.facet.ui.session.Session;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeaturesPanelTest {

  private final PanelBench bench = new PanelBench(500);
  private final FakeWorker worker = bench.worker;
  private final Session session = bench.session;
  private FeaturesViewModel features;
  private PlotViewModel plot;

  @BeforeEach
  void open() {
    features = new FeaturesViewModel(session, worker, bench.ui, bench.messages);
    plot =
        new PlotViewModel(
            session, worker, features.filter(), bench.ui, Runnable::run, bench.messages);
    bench.open();
  }

  private void settle() {
    bench.settle();
  }

  private FeatureQuery lastQuery() {
    return worker.queries.getLast();
  }

  @Test
  void chips_become_conditions_that_the_study_answers() {
    features.filter().taggedOnlyProperty().set(true);
    features.filter().explainedOnlyProperty().set(true);
    features.filter().frequencyProperty().set(FrequencyBand.LOW);
    settle();
    assertEquals(true, lastQuery().facets().tagged());
    assertEquals(true, lastQuery().facets().explained());
    assertEquals(List.of(new Range(Figure.FREQUENCY, 0.001, 0.01)), lastQuery().facets().ranges());
    features.filter().clear();
    settle();
    assertEquals(List.of(), lastQuery().facets().ranges());
    assertNull(lastQuery().facets().tagged());
  }

  @Test
  void a_text_by_meaning_ranks_features_with_a_score() {
    assertFalse(features.rankedProperty().get());
    features.filter().meaningProperty().set(true);
    features.textProperty().set("a bird");
    settle();
    assertTrue(features.rankedProperty().get());
    assertEquals(0.6, features.score(features.rows().peek(0)), 1e-9);
    assertEquals("a bird", features.answeredProperty().get());
    features.textProperty().set("");
    settle();
    assertFalse(features.rankedProperty().get());
    assertNull(features.score(features.rows().peek(0)));
    assertEquals(500, features.rows().size());
  }

  @Test
  void chips_narrow_what_a_meaning_found_down_to_an_own_empty_state() {
    features.filter().meaningProperty().set(true);
    features.textProperty().set("a bird");
    features.filter().frequencyProperty().set(FrequencyBand.HIGH);
    settle();
    assertEquals(PanelState.Kind.EMPTY, features.stateProperty().get().kind());
    assertTrue(features.stateProperty().get().detail().contains("a bird"));
    features.recover();
    settle();
    assertEquals(PanelState.READY, features.stateProperty().get());
  }

  @Test
  void tags_and_a_brush_narrow_what_a_meaning_or_an_image_found() {
    var _ = worker.annotate(new AnnotateRequest(3, null, null, null, List.of("bird")));
    features.filter().taggedOnlyProperty().set(true);
    features.filter().meaningProperty().set(true);
    features.textProperty().set("a bird");
    settle();
    assertEquals(1, features.rows().size());
    assertEquals(3, features.rows().peek(0).feature());
    features.textProperty().set("");
    session.ask(new ImageQuestion("corpus:3000", "a cat", List.of(), Mode.IMAGE));
    settle();
    assertEquals(1, features.rows().size());
    features.filter().brushProperty().set(List.of(new Range(Figure.FREQUENCY, 2.0, 3.0)));
    settle();
    assertEquals(PanelState.Kind.EMPTY, features.stateProperty().get().kind());
  }

  @Test
  void an_image_question_shows_its_features_until_it_is_ended_or_a_text_is_typed() {
    session.ask(new ImageQuestion("corpus:3000", "a cat", List.of(1, 2), Mode.CODES));
    settle();
    assertTrue(features.rankedProperty().get());
    assertEquals("Like 2 patches of \u201ca cat\u201d", features.questionProperty().get());
    features.textProperty().set("cow");
    settle();
    assertFalse(features.rankedProperty().get());
    assertEquals("", features.questionProperty().get());
    assertEquals("cow", lastQuery().text());
  }

  @Test
  void an_address_that_is_pasted_opens_the_feature() {
    features.textProperty().set(new FeatureAddress("/studies/demo", 77).format());
    settle();
    assertEquals(77, session.featureProperty().get());
    assertEquals("", features.textProperty().get());
    assertEquals(new FeatureAddress("/studies/demo", 77), session.address());
    features.textProperty().set(new FeatureAddress("/studies/demo", 99_999).format());
    settle();
    assertEquals(77, session.featureProperty().get());
    assertTrue(session.messageProperty().get().contains("99999"));
    // The fake opens its demo whatever the path: what counts is that the feature is gone to after.
    features.textProperty().set(new FeatureAddress("/studies/other", 78).format());
    settle();
    assertEquals(78, session.featureProperty().get());
  }

  @Test
  void the_scatter_shows_every_feature_on_logarithmic_axes() {
    assertEquals(PanelState.READY, plot.stateProperty().get());
    Plot shown = plot.plotProperty().get();
    assertEquals(500, shown.cloud().size());
    int point = shown.cloud().find(303);
    double frequency = Math.pow(10, shown.cloud().x(point));
    assertTrue(frequency > 0.0005 && frequency < 0.07, "" + frequency);
    assertTrue(shown.ticksX().stream().anyMatch(t -> t.text().equals("1 %")));
    assertTrue(shown.ticksY().stream().anyMatch(t -> t.text().equals("10")));
  }

  @Test
  void a_brush_narrows_the_list_and_not_the_plot() {
    plot.brush(Bounds.of(-2, 1, -1, 1.2));
    settle();
    assertEquals(
        List.of(
            new Range(Figure.FREQUENCY, 0.01, 0.1), new Range(Figure.MAX, 10.0, Math.pow(10, 1.2))),
        lastQuery().facets().ranges());
    assertEquals(500, plot.plotProperty().get().cloud().size());
    assertTrue(plot.readingProperty().get().contains("brushed"));
    features.filter().clear();
    assertNull(plot.brushProperty().get());
  }

  @Test
  void the_feature_under_the_mouse_is_named_and_opened() {
    plot.hover(77);
    assertEquals("#77", plot.readingProperty().get());
    settle();
    assertTrue(plot.readingProperty().get().contains("fires on"), plot.readingProperty().get());
    plot.hover(-1);
    assertEquals("", plot.readingProperty().get());
    plot.open(77);
    assertEquals(77, session.featureProperty().get());
  }

  @Test
  void the_map_has_no_axes_and_a_brush_of_its_own() {
    plot.brush(Bounds.of(-2, 1, -1, 1.2));
    plot.kindProperty().set(PlotViewModel.Kind.MAP);
    settle();
    assertNull(plot.brushProperty().get());
    assertEquals(List.of(), plot.plotProperty().get().ticksX());
    plot.brush(Bounds.of(0, 0.5, 0.25, 0.75));
    settle();
    assertEquals(Figure.MAP_X, lastQuery().facets().ranges().getFirst().figure());
  }

  @Test
  void a_plot_that_cannot_be_had_says_so() {
    worker.fail(true);
    plot.recover();
    settle();
    assertEquals(PanelState.Kind.FAILED, plot.stateProperty().get().kind());
    worker.fail(false);
    plot.recover();
    settle();
    assertEquals(PanelState.READY, plot.stateProperty().get());
  }
}
