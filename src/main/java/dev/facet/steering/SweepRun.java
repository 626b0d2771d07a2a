package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepSpec;
import dev.facet.metrics.Softmax;
import dev.facet.metrics.Steerability;
import dev.facet.model.Hooks;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.NdScope;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One sweep: the side without the swept intervention once, then batches of strengths. */
final class SweepRun {

  /** What steerability is measured over where the image embedding is not to be had. */
  static final String FIRST_TOKEN = "the language model's first answer token";

  private static final int PROMOTED = 5;

  /** Rows of one batch. */
  private static final int BATCH = 16;

  private final SteeringEngine engine;
  private final SweepSpec spec;
  private final Question question;
  private final ConceptMeter.@Nullable Vocabulary words;
  private final Cancellation cancellation;
  private final Pipeline pipeline;
  private final VisionLanguageModel model;
  private final Edits others;
  private final int budget;
  private final double[][] before;

  /**
   * @param engine whose caches and parts are used
   * @param words what steerability is measured over, or null for the first answer token
   */
  SweepRun(
      SteeringEngine engine,
      SweepSpec spec,
      Question question,
      ConceptMeter.@Nullable Vocabulary words,
      Cancellation cancellation) {
    this.engine = engine;
    this.spec = spec;
    this.question = question;
    this.words = words;
    this.cancellation = cancellation;
    this.pipeline = engine.pipeline();
    this.model = engine.model();
    this.others = engine.edits(List.of(spec.others()));
    this.budget = engine.questions().budget(question, spec.maxTokens());
    this.before = unsteered();
  }

  private double[][] unsteered() {
    try (NdScope scope = new NdScope()) {
      if (words != null) {
        NDArray hidden =
            others.touches(Tower.VISION)
                ? pipeline.steeredVision(question, others, true)
                : pipeline.passes().vision(question, model.featureLayer(), true);
        return concepts(hidden, others);
      }
      Prefill prefill = pipeline.prefill(question, others, new int[0], budget, true);
      return firstTokens(prefill.logits());
    }
  }

  /**
   * All points in order of strength; 0 is always among them.
   *
   * @param each told every point of a batch as soon as it is known
   */
  List<SweepPoint> run(Consumer<SweepPoint> each) {
    List<Double> all = spec.measured();
    List<SweepPoint> points = new ArrayList<>();
    for (int at = 0; at < all.size(); at += BATCH) {
      for (SweepPoint point : points(all.subList(at, Math.min(all.size(), at + BATCH)))) {
        each.accept(point);
        points.add(point);
      }
    }
    return points;
  }

  /** Points of some strengths, in their order. */
  private List<SweepPoint> points(List<Double> strengths) {
    cancellation.check();
    List<Double> steered = strengths.stream().filter(s -> !leavesAll(s)).toList();
    List<SweepPoint> batch = steered.isEmpty() ? List.of() : batch(steered);
    List<SweepPoint> points = new ArrayList<>();
    for (double strength : strengths) {
      points.add(
          leavesAll(strength)
              ? point(strength, unsteeredCaption(), before)
              : batch.get(steered.indexOf(strength)));
    }
    return points;
  }

  private boolean leavesAll(double strength) {
    return spec.intervention().withStrength(strength).changesNothing();
  }

  private CaptionResult unsteeredCaption() {
    CaptionSpec caption =
        CaptionSpec.greedy(spec.images(), spec.prompt(), spec.others(), spec.maxTokens());
    return engine.caption(spec.kl() ? caption.withKl() : caption, text -> {}, cancellation);
  }

  private List<SweepPoint> batch(List<Double> strengths) {
    List<List<Intervention>> rows = strengths.stream().map(spec::edits).toList();
    try (NdScope scope = new NdScope()) {
      Edits edits = engine.edits(rows);
      List<Transcript> transcripts = strengths.stream().map(s -> engine.silent(budget)).toList();
      Prefill prefill = pipeline.prefill(question, edits, new int[0], budget, true);
      double[][] after =
          words == null
              ? firstTokens(prefill.logits())
              : concepts(required(prefill.vision()), edits);
      engine.captioner().greedy(prefill, edits.decoding(), transcripts, cancellation);
      List<CaptionResult> captions = transcripts.stream().map(Transcript::result).toList();
      List<List<Double>> kl =
          spec.kl()
              ? engine.divergence(question, edits, prefill, captions, true)
              : Collections.nCopies(captions.size(), List.of());
      int images = after.length / rows.size();
      List<SweepPoint> points = new ArrayList<>();
      for (int r = 0; r < rows.size(); r++) {
        CaptionResult caption = captions.get(r).withKl(kl.get(r));
        engine.answers().putSwept(question, rows.get(r), spec.maxTokens(), caption);
        double[][] mine = new double[images][];
        System.arraycopy(after, r * images, mine, 0, images);
        points.add(point(strengths.get(r), caption, mine));
      }
      return points;
    }
  }

  private SweepPoint point(double strength, CaptionResult caption, double[][] after) {
    List<String> named = words == null ? tokenTexts() : words.words();
    return point(strength, caption, Steerability.effect(before, after), named);
  }

  /**
   * @param words what the effect is measured over
   */
  static SweepPoint point(
      double strength, CaptionResult caption, Steerability.Effect effect, List<String> words) {
    return new SweepPoint(
        strength,
        caption,
        effect.steerability(),
        effect.meanSquareSteerability(),
        effect.power(),
        effect.promoted(words, PROMOTED));
  }

  /** From the residual that the projector reads to probabilities over the words, one row a tile. */
  private double[][] concepts(NDArray hidden, Edits edits) {
    Hooks hooks = edits.hooks(Tower.VISION, pipeline.vision(question));
    NDArray last = model.vision().run(hidden, model.featureLayer(), model.vision().layers(), hooks);
    float[][] embeddings = required(engine.meter()).embeddings(last);
    double[][] p = new double[embeddings.length][];
    for (int n = 0; n < p.length; n++) {
      p[n] = required(words).measure().probabilities(embeddings[n]);
    }
    return p;
  }

  private static double[][] firstTokens(NDArray logits) {
    float[][] rows = ConceptMeter.rows(logits.get(new NDIndex(":, 0")));
    double[][] p = new double[rows.length][];
    for (int r = 0; r < p.length; r++) {
      p[r] = Softmax.of(Captioner.widen(rows[r]));
    }
    return p;
  }

  private List<String> tokenTexts() {
    return new AbstractList<>() {
      @Override
      public String get(int token) {
        return model.tokenizer().decode(new int[] {token}, false).strip();
      }

      @Override
      public int size() {
        return model.language().vocabulary();
      }
    };
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("not measured over image embeddings");
    }
    return value;
  }
}
