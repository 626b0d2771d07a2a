package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.Progress;
import dev.facet.explain.ExplainResult;
import dev.facet.explain.ExplainSpec;
import dev.facet.metrics.RankTests;
import dev.facet.metrics.RankTests.Alternative;
import dev.facet.training.ConceptTruth;
import dev.facet.worker.ExplanationFigures.Cell;
import dev.facet.worker.ExplanationFigures.Claim;
import dev.facet.worker.ExplanationFigures.Comparison;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Judges the explanation methods on a study of the demo world, whose truth is known: does a text
 * name what the latent stands for? Three methods, two controls, several language models on one
 * tower. All explanations are kept in the study, so a report that was cut off goes on.
 */
public final class ExplanationReport {

  /**
   * What to judge.
   *
   * @param study folder of a study of the demo models
   * @param models folders of language models, the smallest first
   * @param sample labelled latents that are explained
   * @param labelled held-out images that latents are labelled by
   * @param validation latents that coefficients are chosen on
   * @param oneByOne show top images one at a time
   */
  public record Spec(
      Path study, List<Path> models, int sample, int labelled, int validation, boolean oneByOne) {

    public Spec {
      models = List.copyOf(models);
    }
  }

  /** One way to explain: model, method and control. */
  private record Way(String model, ExplainMethod method, Control control) {
    String text() {
      return model + ", " + method.name().toLowerCase(Locale.ROOT);
    }
  }

  private final Spec spec;
  private final FacetFolders folders;
  private final Progress progress;
  private final Cancellation cancellation;

  public ExplanationReport(
      Spec spec, FacetFolders folders, Progress progress, Cancellation cancellation) {
    this.spec = spec;
    this.folders = folders;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Explains what is not explained yet, and judges.
   *
   * @throws FacetException when the study is not one of the demo models: nobody knows its truth
   */
  public ExplanationFigures run() {
    Path clip;
    Path sae;
    List<Integer> firing;
    String name;
    try (Study study = Study.open(spec.study)) {
      if (!folders.isDemo(study.modelFolder())) {
        throw FacetException.badInput(
            "The study "
                + spec.study
                + " is not one of the demo models: what its latents stand for is not known");
      }
      clip = study.modelFolder().resolveSibling("clip");
      sae = study.saeFolder();
      name = study.manifest().name();
      firing = study.features().firing();
    }
    ConceptTruth truth = ConceptTruth.of(clip, sae, spec.labelled, progress, cancellation);
    List<Integer> sample = sample(truth, firing);
    Map<Way, Map<Integer, Explanation>> said = new LinkedHashMap<>();
    double unit = 1;
    for (Path model : spec.models) {
      try (Explaining explaining = Explaining.open(spec.study, model, Arithmetic.FP32, folders)) {
        unit = explaining.residualNorm();
        for (ExplainMethod method : ExplainMethod.values()) {
          for (Control control : Control.values()) {
            said.put(
                new Way(String.valueOf(model.getFileName()), method, control),
                explain(explaining, method, control, sample));
          }
        }
      }
    }
    List<Cell> cells = new ArrayList<>();
    for (Map.Entry<Way, Map<Integer, Explanation>> e : said.entrySet()) {
      cells.add(cell(e.getKey(), e.getValue(), truth, unit));
    }
    return new ExplanationFigures(
        name,
        String.valueOf(sae.getFileName()),
        truth.labels().size(),
        sample.size(),
        Math.min(spec.validation, firing.size()),
        spec.oneByOne,
        cells,
        List.of(hybrid(said, truth), size(said, truth)));
  }

  /** Labelled latents that no coefficient was chosen on, drawn evenly. */
  private List<Integer> sample(ConceptTruth truth, List<Integer> firing) {
    Set<Integer> test =
        new HashSet<>(firing.subList(Math.min(spec.validation, firing.size()), firing.size()));
    List<Integer> all = new ArrayList<>(truth.labels().keySet());
    all.retainAll(test);
    Collections.shuffle(all, new Random(0));
    List<Integer> sample = new ArrayList<>(all.subList(0, Math.min(spec.sample, all.size())));
    if (sample.size() < 2) {
      throw FacetException.badInput(
          "Only " + sample.size() + " labelled latents lie outside of the validation part");
    }
    Collections.sort(sample);
    return sample;
  }

  private Map<Integer, Explanation> explain(
      Explaining explaining, ExplainMethod method, Control control, List<Integer> sample) {
    ExplainSpec explain =
        new ExplainSpec(
            method,
            control,
            sample,
            null,
            explaining.prompts(),
            "white",
            ExplainSpec.IMAGES,
            Presentation.MASKED,
            spec.oneByOne,
            ExplainSpec.MAX_TOKENS,
            spec.validation);
    ExplainResult result = explaining.explainer().run(explain, progress, cancellation);
    Map<Integer, Explanation> made = new TreeMap<>();
    Set<Integer> wanted = new HashSet<>(sample);
    for (Explanation e : explaining.study().explanations().of(result.recipe())) {
      if (wanted.contains(e.feature())) {
        made.put(e.feature(), e);
      }
    }
    return made;
  }

  private static Cell cell(
      Way way, Map<Integer, Explanation> said, ConceptTruth truth, double unit) {
    Map<Integer, String> texts = new TreeMap<>();
    said.forEach((latent, e) -> texts.put(latent, e.text()));
    double named =
        texts.entrySet().stream().filter(e -> truth.names(e.getKey(), e.getValue())).count()
            / (double) texts.size();
    Double coefficient =
        said.values().stream().findFirst().map(e -> e.recipe().coefficient()).orElse(null);
    return new Cell(
        way.model(),
        way.method(),
        way.control(),
        coefficient == null ? null : coefficient / unit,
        named,
        Math.sqrt(named * (1 - named) / texts.size()),
        truth.f1(texts),
        mean(said, Explanation.Scores::clip),
        mean(said, Explanation.Scores::auroc),
        mean(said, Explanation.Scores::iou));
  }

  private interface Score {
    @Nullable Double of(Explanation.Scores scores);
  }

  private static double mean(Map<Integer, Explanation> said, Score score) {
    return values(said, score).average().orElse(Double.NaN);
  }

  private static DoubleStream values(Map<Integer, Explanation> said, Score score) {
    return said.values().stream()
        .map(Explanation::scores)
        .filter(Objects::nonNull)
        .map(score::of)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue);
  }

  private Claim hybrid(Map<Way, Map<Integer, Explanation>> said, ConceptTruth truth) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Path model : spec.models) {
      Way better = way(model, ExplainMethod.HYBRID);
      for (ExplainMethod part : List.of(ExplainMethod.STEERING, ExplainMethod.TOPK)) {
        comparisons.add(compare(better, way(model, part), said, truth));
      }
    }
    return claim("Steering-informed top-k is at least as good as each of its parts", comparisons);
  }

  private Claim size(Map<Way, Map<Integer, Explanation>> said, ConceptTruth truth) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 1; i < spec.models.size(); i++) {
      for (ExplainMethod method : ExplainMethod.values()) {
        comparisons.add(
            compare(
                way(spec.models.get(i), method), way(spec.models.get(i - 1), method), said, truth));
      }
    }
    return claim("Explanations get better with the language model's size", comparisons);
  }

  private static Claim claim(String statement, List<Comparison> comparisons) {
    return new Claim(
        statement,
        !comparisons.isEmpty() && comparisons.stream().allMatch(c -> c.difference() >= 0),
        !comparisons.isEmpty() && comparisons.stream().allMatch(c -> c.signP() < 0.05),
        comparisons);
  }

  private static Way way(Path model, ExplainMethod method) {
    return new Way(String.valueOf(model.getFileName()), method, Control.NONE);
  }

  private static Comparison compare(
      Way better, Way worse, Map<Way, Map<Integer, Explanation>> said, ConceptTruth truth) {
    Map<Integer, Explanation> a = said.getOrDefault(better, Map.of());
    Map<Integer, Explanation> b = said.getOrDefault(worse, Map.of());
    int wins = 0;
    int losses = 0;
    int pairs = 0;
    for (int latent : a.keySet()) {
      Explanation other = b.get(latent);
      if (other != null) {
        boolean first = truth.names(latent, a.get(latent).text());
        boolean second = truth.names(latent, other.text());
        wins += first && !second ? 1 : 0;
        losses += second && !first ? 1 : 0;
        pairs++;
      }
    }
    return new Comparison(
        better.text(),
        worse.text(),
        (wins - losses) / (double) pairs,
        wins,
        losses,
        RankTests.signTest(wins, losses).p(),
        RankTests.mannWhitney(
                values(a, Explanation.Scores::clip).toArray(),
                values(b, Explanation.Scores::clip).toArray(),
                Alternative.GREATER)
            .p());
  }
}
