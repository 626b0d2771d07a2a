package dev.facet.steering;

import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.model.Hooks;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.NdScope;
import java.util.List;
import java.util.function.Consumer;

/** One answer: from memory, else drawn token by token from a draft of the last one. */
final class AnswerRun {

  private final long started = System.nanoTime();
  private final SteeringEngine engine;
  private final VisionLanguageModel model;
  private final CaptionSpec spec;
  private final Consumer<String> text;
  private final Cancellation cancellation;

  /**
   * @param engine whose caches and parts are used
   * @param text told the caption so far, whole, after every token that changed it
   */
  AnswerRun(
      SteeringEngine engine, CaptionSpec spec, Consumer<String> text, Cancellation cancellation) {
    this.engine = engine;
    this.model = engine.model();
    this.spec = spec;
    this.text = text;
    this.cancellation = cancellation;
  }

  CaptionResult run() {
    Question question = engine.questions().of(spec.images(), spec.prompt(), spec.caches());
    CaptionResult known = engine.answers().known(question, spec);
    if (known != null && !(spec.kl() && known.kl().isEmpty())) {
      text.accept(known.text());
      double ms = (System.nanoTime() - started) / 1e6;
      return new CaptionResult(
          known.text(), known.tokens(), known.meanLogProb(), ms, ms, known.kl(), true);
    }
    engine.check(spec.interventions(), spec.images(), question);
    try (NdScope scope = new NdScope()) {
      CaptionResult result = known == null ? computed(question) : measured(question, known);
      if (spec.caches()) {
        engine.answers().put(question, spec, result);
      }
      return result;
    }
  }

  private CaptionResult computed(Question question) {
    Edits edits = engine.edits(List.of(spec.interventions()));
    int budget = engine.questions().budget(question, spec.maxTokens());
    Transcript transcript = engine.transcript(budget, text, started);
    Prefill prefill = answer(question, edits, budget, transcript);
    CaptionResult result = transcript.result();
    return spec.kl() ? withKl(question, edits, prefill, result) : result;
  }

  /** A known answer with its divergence: read once more, not written again. */
  private CaptionResult measured(Question question, CaptionResult known) {
    text.accept(known.text());
    Edits edits = engine.edits(List.of(spec.interventions()));
    Prefill prefill =
        engine.pipeline().prefill(question, edits, new int[0], known.tokens().size(), true);
    return withKl(question, edits, prefill, known);
  }

  private CaptionResult withKl(
      Question question, Edits edits, Prefill prefill, CaptionResult result) {
    return result.withKl(
        edits.isEmpty()
            ? DivergenceMeter.none(result.tokens().size())
            : engine
                .divergence(question, edits, prefill, List.of(result), spec.caches())
                .getFirst());
  }

  private Prefill answer(Question question, Edits edits, int budget, Transcript transcript) {
    Hooks decoding = edits.decoding();
    Pipeline pipeline = engine.pipeline();
    if (!spec.sampling().greedy()) {
      Prefill prefill = pipeline.prefill(question, edits, new int[0], budget, spec.caches());
      engine.captioner().sample(prefill, spec.sampling(), decoding, transcript, cancellation);
      return prefill;
    }
    List<Integer> last = engine.answers().last(question);
    Draft draft = spec.caches() && last != null ? Draft.of(last, model.endTokens()) : Draft.NONE;
    int[] guessed = draft.beginning(budget - 1);
    Prefill prefill = pipeline.prefill(question, edits, guessed, budget, spec.caches());
    engine.captioner().greedy(prefill, draft, guessed, decoding, budget, transcript, cancellation);
    return prefill;
  }
}
