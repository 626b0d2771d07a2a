package dev.facet.ui.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.app.FakeWorker;
import dev.facet.core.CaptionRun;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.Preset;
import dev.facet.core.SweepPoint;
import dev.facet.fx.Figures;
import dev.facet.fx.ManualThread;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.Pasted;
import dev.facet.ui.PanelBench;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.PromptImages;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState.Unit;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.steering.CaptionLine.Phase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steering panel without a toolkit: on a virtual clock, with a worker under control. */
class SteeringPanelTest {

  private static final double R = FakeWorker.R;

  private final PanelBench bench = new PanelBench(500);
  private final ManualThread ui = bench.ui;
  private final WorkerEvents events = bench.events;
  private final FakeWorker worker = bench.worker;
  private final Messages messages = bench.messages;
  private final Session session = bench.session;
  private SteeringViewModel steering;

  @BeforeEach
  void open() {
    steering = new SteeringViewModel(session, worker, events, ui, bench::later, messages);
    session.open(null);
    settle();
    session.select(7);
    settle();
  }

  /** Lets the worker and the window finish all they have to do. */
  private void settle() {
    bench.settle(50, 50);
  }

  private List<Intervention> lastAsked() {
    return worker.captions.getLast().spec().interventions();
  }

  private Edit active() {
    return steering.edits().activeProperty().get();
  }

  @Test
  void a_line_that_is_not_kept_follows_the_chosen_feature() {
    steering.strength().set(3 * R);
    session.select(9);
    settle();
    assertEquals(1, steering.edits().all().size());
    assertEquals(Direction.latent(9), active().intervention().direction());
    assertEquals(3 * R, lastAsked().getFirst().strength(), 1e-9);
    assertTrue(steering.edits().name(active()).startsWith("#9 "), steering.edits().name(active()));
  }

  @Test
  void a_kept_line_stays_and_both_are_applied() {
    steering.strength().set(3 * R);
    steering.edits().keep(active(), true);
    session.select(9);
    settle();
    assertEquals(2, steering.edits().all().size());
    assertEquals(0, steering.strength().strengthProperty().get(), "a new line changes nothing yet");
    steering.strength().set(2 * R);
    settle();
    assertEquals(List.of(3 * R, 2 * R), lastAsked().stream().map(Intervention::strength).toList());
    assertEquals(
        List.of(Direction.latent(7), Direction.latent(9)),
        lastAsked().stream().map(Intervention::direction).toList());
    session.select(7);
    settle();
    assertEquals(2, steering.edits().all().size(), "a feature has one line");
    assertEquals(3 * R, steering.strength().strengthProperty().get(), 1e-9);
  }

  @Test
  void the_sweep_of_the_active_line_holds_the_others() {
    steering.strength().set(3 * R);
    steering.edits().addLatent(20, "thing");
    settle();
    var sweep = session.steering().sweepProperty().get().spec();
    assertEquals(Direction.latent(20), sweep.intervention().direction());
    assertEquals(List.of(3 * R), sweep.others().stream().map(Intervention::strength).toList());
    int sweeps = worker.sweeps.size();
    steering.strength().set(R);
    settle();
    assertEquals(sweeps, worker.sweeps.size(), "a move along the ruler asks for no sweep");
    steering.edits().enable(steering.edits().all().getFirst(), false);
    settle();
    assertEquals(List.of(), session.steering().sweepProperty().get().spec().others());
  }

  @Test
  void a_line_that_is_switched_off_or_taken_away_is_not_applied() {
    steering.strength().set(3 * R);
    steering.edits().addLatent(20, "thing");
    steering.strength().set(2 * R);
    settle();
    assertEquals(2, lastAsked().size());
    steering.edits().enable(active(), false);
    settle();
    assertEquals(1, lastAsked().size());
    steering.edits().enable(active(), true);
    steering.edits().remove(active());
    settle();
    assertEquals(Direction.latent(7), active().intervention().direction());
    assertEquals(1, lastAsked().size());
    assertFalse(steering.edits().removable());
    steering.edits().remove(active());
    assertEquals(1, steering.edits().all().size(), "one line stays");
    steering.strength().reset();
    settle();
    assertEquals(
        steering.captions().unsteeredProperty().get().text(),
        steering.captions().steeredProperty().get().text());
  }

  @Test
  void neurons_and_random_directions_are_applied_by_adding() {
    steering.edits().setMode(Mode.CLAMP_KEEP_ERROR);
    assertFalse(steering.edits().addNeuron("many"));
    assertFalse(steering.edits().addNeuron("128"));
    assertTrue(session.messageProperty().get().contains("127"), session.messageProperty().get());
    assertTrue(steering.edits().addNeuron(" 5 "));
    assertEquals(Mode.ADD, active().intervention().mode(), "a neuron has no code to set");
    assertEquals("Neuron 5", steering.edits().name(active()));
    steering.edits().addRandom(1);
    assertEquals(3, steering.edits().all().size());
  }

  @Test
  void a_direction_of_a_file_needs_the_name_of_its_tensor() {
    assertFalse(steering.edits().addTensor(Path.of("v.safetensors"), "  "));
    assertEquals(1, steering.edits().all().size());
    assertTrue(steering.edits().addTensor(Path.of("v.safetensors"), " v "));
    assertEquals(Direction.tensor("v.safetensors", "v"), active().intervention().direction());
    assertEquals("v", steering.edits().name(active()));
  }

  @Test
  void a_code_set_to_zero_is_an_intervention_too() {
    steering.edits().setMode(Mode.CLAMP_RECONSTRUCT);
    settle();
    assertEquals(1, lastAsked().size());
    assertEquals(0, lastAsked().getFirst().strength());
    assertEquals(Phase.DONE, steering.captions().steeredProperty().get().phase());
  }

  @Test
  void factors_have_a_ruler_of_their_own() {
    steering.edits().setMode(Mode.SCALE);
    settle();
    assertTrue(steering.strength().scaleProperty().get().factor());
    assertEquals("1.00", steering.strength().textProperty().get());
    int asked = worker.captions.size();
    steering.strength().type("-2");
    settle();
    assertEquals(-2, lastAsked().getFirst().strength());
    assertNotEquals(asked, worker.captions.size());
    steering.strength().reset();
    assertEquals(1, steering.strength().strengthProperty().get());
    steering.edits().setMode(Mode.ADD);
    assertEquals(0, steering.strength().strengthProperty().get());
  }

  @Test
  void the_ruler_grows_to_what_is_typed_and_both_ways_on_demand() {
    assertEquals(8 * R, steering.strength().max(), 1e-9);
    steering.strength().type("12");
    settle();
    assertEquals(12 * R, steering.strength().max(), 1e-9);
    assertEquals(
        12 * R,
        session.steering().sweepProperty().get().spec().strengths().getLast(),
        1e-9,
        "what the ruler shows is swept");
    steering.strength().type("1e9");
    assertEquals(100 * R, steering.strength().max(), 1e-6);
    session.select(9);
    steering.strength().reset();
    session.select(10);
    steering.strength().bothSignsProperty().set(true);
    assertEquals(-8 * R, steering.strength().scaleProperty().get().min(), 1e-9);
  }

  @Test
  void positions_and_time_belong_to_the_active_line() {
    steering.edits().setPositions(Positions.CLS);
    steering.edits().setDuring(Intervention.During.ALWAYS);
    steering.strength().set(2 * R);
    settle();
    assertEquals(Positions.CLS, lastAsked().getFirst().positions());
    assertEquals(Intervention.During.ALWAYS, lastAsked().getFirst().during());
  }

  @Test
  void another_model_answers_everything_once_it_is_loaded() {
    assertEquals(List.of("llava", "llava-small"), steering.model().models());
    int captions = worker.captions.size();
    int sweeps = worker.sweeps.size();
    steering.model().choose("llava-small");
    assertTrue(steering.model().loadingProperty().get());
    assertEquals("llava", steering.model().modelProperty().get());
    settle();
    assertFalse(steering.model().loadingProperty().get());
    assertEquals("llava-small", steering.model().modelProperty().get());
    assertTrue(worker.captions.size() > captions, "the unsteered caption is its own");
    assertTrue(worker.sweeps.size() > sweeps);
  }

  @Test
  void a_study_of_an_encoder_alone_asks_nothing_until_a_language_model_is_attached() {
    worker.model = "";
    session.open("/studies/clip");
    settle();
    int captions = worker.captions.size();
    int sweeps = worker.sweeps.size();
    session.select(5);
    steering.strength().set(2 * R);
    settle();
    assertEquals(PanelState.READY, steering.stateProperty().get(), "the image can be looked at");
    assertEquals(PanelState.Kind.EMPTY, steering.answersProperty().get().kind());
    assertFalse(steering.answersProperty().get().action().isEmpty());
    assertEquals(captions, worker.captions.size());
    assertEquals(sweeps, worker.sweeps.size());
    steering.model().attach("/models/llava-small");
    settle();
    assertEquals("llava-small", steering.model().modelProperty().get());
    assertEquals(PanelState.READY, steering.answersProperty().get());
    assertTrue(worker.captions.size() > captions);
    assertTrue(worker.sweeps.size() > sweeps);
    worker.fail(true);
    steering.model().attach("/models/other");
    settle();
    assertEquals("llava-small", steering.model().modelProperty().get(), "it stays");
    assertFalse(steering.model().loadingProperty().get());
  }

  @Test
  void without_a_language_model_words_and_figures_tell_what_the_strength_does() {
    session.select(5);
    settle();
    assertEquals("", steering.sweep().effectProperty().get(), "captions tell it");
    worker.model = "";
    worker.textTower = true;
    session.open("/studies/clip");
    settle();
    session.select(5);
    settle();
    assertTrue(
        steering.sweep().effectProperty().get().endsWith("no word gains"),
        steering.sweep().effectProperty().get());
    steering.strength().set(4 * R);
    String told = steering.sweep().effectProperty().get();
    SweepPoint point =
        steering.sweep().pointsProperty().get().stream()
            .filter(p -> p.strength() == 4 * R)
            .findFirst()
            .orElseThrow();
    assertTrue(told.contains(Figures.fixed(point.steerability(), 2)), told);
    assertTrue(told.contains(point.topWord() + " +"), told);
    steering.strength().unitProperty().set(Unit.RAW);
    assertNotEquals(
        told, steering.sweep().effectProperty().get(), "the strength in the unit on show");
  }

  @Test
  void a_site_has_its_own_residual_norm_and_the_ruler_follows() {
    steering.strength().set(2 * R);
    steering.edits().setSite(ModelViewModel.site("vision.layers.1.out"));
    settle();
    assertEquals(0, steering.strength().strengthProperty().get());
    assertEquals(2 * R, steering.strength().residualNorm(), 1e-9);
    assertEquals(16 * R, steering.strength().max(), 1e-9);
    steering.strength().type("1");
    settle();
    assertEquals(2 * R, lastAsked().getFirst().strength(), 1e-9);
    assertEquals("vision.layers.1.out", lastAsked().getFirst().site().name());
  }

  @Test
  void a_caption_on_which_the_slider_rests_goes_into_the_history_and_can_be_asked_again() {
    RunsViewModel runs = steering.runs();
    steering.strength().set(3 * R);
    settle();
    assertEquals(1, runs.history().size());
    assertTrue(runs.pinned().isEmpty());
    String words = runs.history().getFirst().result().text();
    runs.pin();
    settle();
    assertEquals(1, runs.history().size(), "the same caption once");
    assertEquals(1, runs.pinned().size());
    assertTrue(worker.runs.getFirst().pinned());

    steering.question().imageProperty().set("black");
    steering.strength().reset();
    session.select(30);
    settle();
    steering.reopen(runs.pinned().getFirst());
    settle();
    assertEquals("white", steering.question().imageProperty().get());
    assertEquals(Direction.latent(7), active().intervention().direction());
    assertEquals(words, steering.captions().steeredProperty().get().text());
    assertEquals(1, runs.history().size());

    AtomicReference<String> copied = new AtomicReference<>("");
    CaptionRun pinned = runs.pinned().getFirst();
    runs.json(pinned, copied::set);
    settle();
    JsonObject copy = JsonParser.parseString(copied.get()).getAsJsonObject();
    JsonObject direction =
        copy.getAsJsonArray("interventions").get(0).getAsJsonObject().getAsJsonObject("direction");
    assertEquals(7, direction.get("latent").getAsInt());
    assertEquals("models/sae", direction.get("sae").getAsString(), "names the SAE itself");
    assertEquals(pinned.result().text(), copy.get("text").getAsString());
    assertEquals("facet caption llava", copy.get("command").getAsString());
    runs.pin(runs.pinned().getFirst(), false);
    settle();
    assertTrue(runs.pinned().isEmpty());
    runs.delete(runs.history().getFirst());
    settle();
    assertTrue(runs.history().isEmpty());
    assertTrue(worker.runs.isEmpty());
  }

  @Test
  void several_images_are_asked_about_in_one_prompt_and_each_can_be_taken_away() {
    QuestionViewModel question = steering.question();
    steering.strength().set(3 * R);
    settle();
    question.addImage();
    question.imageProperty().set("corpus:2000");
    settle();
    assertEquals(List.of("white", "corpus:2000"), question.images().allProperty().get());
    assertEquals(List.of("white", "corpus:2000"), asked().images());
    assertEquals(List.of("white", "corpus:2000"), worker.sweeps.getLast().spec().images());

    steering.edits().setPositions(Positions.mask(List.of(List.of(), List.of(3, 4))));
    question.addImage();
    assertEquals(
        List.of(List.of(), List.of(3, 4), List.of()),
        active().intervention().positions().patches(),
        "a new image is not painted");
    question.images().mark(0);
    question.imageProperty().set("black");
    assertEquals(List.of("black", "corpus:2000", "white"), question.images().allProperty().get());
    question.removeImage(0);
    settle();
    assertEquals(List.of("corpus:2000", "white"), asked().images());
    assertEquals(List.of(List.of(3, 4), List.of()), active().intervention().positions().patches());
    CaptionRun run = steering.runs().history().getFirst();
    assertTrue(steering.words().describe(run).contains("2 images"), steering.words().describe(run));

    question.removeImage(0);
    assertEquals(Positions.ALL, active().intervention().positions(), "nothing painted is left");
    question.removeImage(0);
    settle();
    assertEquals(List.of("white"), question.images().allProperty().get(), "one stays");
    steering.reopen(run);
    assertEquals(List.of("corpus:2000", "white"), question.images().allProperty().get());
    assertEquals(0, question.images().markedProperty().get());
  }

  @Test
  void what_the_active_intervention_really_adds_is_measured_when_the_slider_rests() {
    steering.strength().set(3 * R);
    settle();
    assertEquals(1.5, steering.dose().appliedProperty().get().inR(), 1e-9);
    assertEquals(60, steering.dose().appliedProperty().get().tokens());
    steering.strength().set(2 * R);
    assertNull(steering.dose().appliedProperty().get(), "not known yet");
    settle();
    assertEquals(1, steering.dose().appliedProperty().get().inR(), 1e-9);
  }

  @Test
  void at_no_time_is_an_image_marked_that_is_not_there() {
    PromptImages images = steering.question().images();
    Runnable check =
        () ->
            assertTrue(
                images.markedProperty().get() < images.allProperty().get().size(),
                images.markedProperty().get() + " of " + images.allProperty().get());
    images.allProperty().subscribe(check);
    images.markedProperty().subscribe(check);
    steering.question().addImage();
    steering.question().addImage();
    steering.question().removeImage(2);
    steering.question().addImage();
    images.setAll(List.of("black"));
    images.setAll(List.of("black", "white"));
    images.mark(1);
    steering.question().removeImage(1);
    assertEquals(List.of("black"), images.allProperty().get());
  }

  @Test
  void marking_an_image_asks_nothing_anew() {
    steering.question().addImage();
    settle();
    int captions = worker.captions.size();
    steering.question().images().mark(0);
    settle();
    assertEquals(captions, worker.captions.size());
  }

  private CaptionSpec asked() {
    return worker.captions.getLast().spec();
  }

  @Test
  void pasted_pictures_and_files_are_asked_about() {
    QuestionViewModel question = steering.question();
    question.paste(new Pasted(() -> new byte[] {1, 2, 3}, List.of(), ""));
    settle();
    assertEquals("pasted/3-bytes.png", question.imageProperty().get());
    question.paste(new Pasted(null, List.of("noise:4", "noise:5"), ""));
    settle();
    assertEquals(List.of("noise:4", "noise:5"), question.images().allProperty().get());
    question.paste(new Pasted(null, List.of(), " corpus:3000\n"));
    settle();
    assertEquals(List.of("noise:4", "corpus:3000"), question.images().allProperty().get());
    assertEquals("The pasted image is asked about", session.messageProperty().get());
  }

  @Test
  void what_is_no_image_is_refused_in_one_sentence_and_changes_nothing() {
    QuestionViewModel question = steering.question();
    for (Pasted bad :
        List.of(new Pasted(null, List.of(), ""), new Pasted(null, List.of(), "two\nlines"))) {
      question.paste(bad);
      settle();
      assertEquals(
          "Nothing was pasted: the clipboard holds no picture, image file or address of one",
          session.messageProperty().get());
    }
    question.paste(new Pasted(null, List.of("noise:4", "notes.txt"), ""));
    settle();
    assertTrue(
        session.messageProperty().get().startsWith("Nothing was pasted: 'notes.txt'"),
        session.messageProperty().get());
    assertEquals(List.of("white"), question.images().allProperty().get());
  }

  @Test
  void captions_that_the_slider_only_passes_are_not_kept() {
    for (int i = 1; i <= 20; i++) {
      steering.strength().set(i * 0.1 * R);
      bench.settle(1, 60);
    }
    assertTrue(steering.runs().history().isEmpty());
    settle();
    assertEquals(1, steering.runs().history().size());
  }

  @Test
  void a_dose_is_searched_and_taken_and_the_divergence_is_told() {
    steering.dose().targetProperty().set("0,5");
    steering.findDose();
    assertTrue(steering.dose().runningProperty().get());
    settle();
    assertFalse(steering.dose().runningProperty().get());
    assertEquals(2 * R, steering.strength().strengthProperty().get(), 1e-9);
    assertTrue(session.messageProperty().get().contains("0.50"), session.messageProperty().get());
    steering.dose().targetProperty().set("none");
    steering.findDose();
    assertFalse(steering.dose().runningProperty().get());
    steering.dose().targetProperty().set("0.2");
    steering.findDose();
    steering.dose().cancel();
    settle();
    assertEquals(2 * R, steering.strength().strengthProperty().get(), 1e-9);
  }

  @Test
  void a_preset_steers_as_the_paper_does() {
    steering.presets().take(Preset.PACH);
    settle();
    Intervention asked = lastAsked().getFirst();
    assertEquals(Mode.CLAMP_RECONSTRUCT, asked.mode());
    assertEquals(100, asked.strength());
    assertEquals(Preset.PACH.prompt(), worker.captions.getLast().spec().prompt());
    assertEquals(5, worker.captions.getLast().spec().maxTokens());
    assertEquals(Preset.PACH, steering.presets().shown().orElseThrow());
    steering.edits().setPositions(Positions.CLS);
    assertTrue(steering.presets().shown().isEmpty());
    steering.presets().take(Preset.DELPHI);
    settle();
    assertEquals(2 * R, lastAsked().getFirst().strength(), 1e-9, "by dose");
    steering.presets().takeDefaults();
    settle();
    assertEquals(Mode.ADD, active().intervention().mode());
    assertEquals("Describe the image.", steering.question().promptProperty().get());
  }
}
