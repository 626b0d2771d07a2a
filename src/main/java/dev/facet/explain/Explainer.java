package dev.facet.explain;

import dev.facet.core.Cancellation;
import dev.facet.core.Control;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.model.DualEncoder;
import dev.facet.steering.SteeringEngine;
import dev.facet.workspace.CoefficientCurve;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe;
import dev.facet.workspace.Study;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Explains the latents of a study, micro-batch by micro-batch; each is saved before the next
 * begins, so a run that was cut off goes on where it ended. Confined to the engine's thread.
 */
public final class Explainer implements AutoCloseable {

  private final Study study;
  private final SteeringEngine engine;
  private final HookPoint site;
  private final double unit;
  private final Answers answers;
  private final Scorer scorer;
  private final List<Integer> firing;

  /**
   * @param study whose latents; written to
   * @param engine of the explaining model, whose tower and SAE are the study's; closed with this
   * @param encoder image and text towers that share the study's, or null: then no text is scored
   * @param site where the SAE reads
   * @param unit R, mean residual norm at the site
   */
  public Explainer(
      Study study,
      SteeringEngine engine,
      @Nullable DualEncoder encoder,
      HookPoint site,
      double unit) {
    this.study = study;
    this.engine = engine;
    this.site = site;
    this.unit = unit;
    this.firing = study.features().firing();
    Permutation permutation = new Permutation(firing, study.manifest().latents());
    ShownImages images = new ShownImages(study, permutation);
    this.answers = new Answers(engine, site, images, permutation, study.manifest().patches());
    this.scorer = new Scorer(study, encoder, images);
  }

  /**
   * Explains.
   *
   * @return counts, and the recipe by which the study finds the explanations
   * @throws FacetException when the study is read-only, a latent does not exist, the only latent
   *     asked for fires nowhere, or the method is hybrid and the model cuts images into tiles
   * @throws java.util.concurrent.CancellationException when cancelled; what was finished is kept
   */
  public ExplainResult run(ExplainSpec spec, Progress progress, Cancellation cancellation) {
    if (study.readOnly()) {
      throw new FacetException(FacetException.Kind.BUSY, study.message());
    }
    List<Integer> wanted = wanted(spec);
    if (spec.method().shows() && spec.method().steers() && !firing.isEmpty()) {
      answers.requireGrid(firing.getFirst());
    }
    ExplanationRecipe recipe = recipe(spec, progress, cancellation);
    Set<Integer> done = study.explanations().done(recipe);
    List<Integer> todo = new ArrayList<>(wanted);
    todo.removeAll(done);
    Set<Integer> alive = new TreeSet<>(firing);
    int silent = 0;
    if (spec.method().shows()) {
      int before = todo.size();
      todo.removeIf(latent -> !alive.contains(latent));
      silent = before - todo.size();
      if (wanted.size() == 1 && silent == 1) {
        throw ShownImages.nothing(wanted.getFirst());
      }
    }
    int size = answers.batch(recipe);
    for (int at = 0; at < todo.size(); at += size) {
      progress.report("explaining latents", at, todo.size());
      cancellation.check();
      List<Integer> part = todo.subList(at, Math.min(todo.size(), at + size));
      List<Answers.Answer> said = answers.of(recipe, part, cancellation);
      study.explanations().put(explanations(recipe, part, said));
    }
    progress.report("explaining latents", todo.size(), todo.size());
    return new ExplainResult(recipe, todo.size(), wanted.size() - todo.size() - silent, silent);
  }

  private List<Explanation> explanations(
      ExplanationRecipe recipe, List<Integer> latents, List<Answers.Answer> said) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<Explanation.Scores> scores =
        scorer.scores(latents, said.stream().map(Answers.Answer::text).toList());
    List<Explanation> all = new ArrayList<>();
    for (int i = 0; i < latents.size(); i++) {
      Answers.Answer answer = said.get(i);
      all.add(
          new Explanation(
              latents.get(i),
              answer.text(),
              answer.raw(),
              answer.meanProbability(),
              recipe,
              now,
              scores.get(i)));
    }
    return all;
  }

  private ExplanationRecipe recipe(ExplainSpec spec, Progress progress, Cancellation cancellation) {
    ExplanationRecipe plain = plain(spec);
    if (!spec.method().steers()) {
      return plain.with(null, spec.control());
    }
    Double given = spec.coefficient();
    double coefficient = given != null ? given : curve(spec, plain, progress, cancellation).best();
    return plain.with(coefficient, spec.control());
  }

  /** The coefficients that were tried for this method, model and prompt; tried once. */
  private CoefficientCurve curve(
      ExplainSpec spec, ExplanationRecipe plain, Progress progress, Cancellation cancellation) {
    List<Integer> latents = firing.subList(0, Math.min(spec.validation(), firing.size()));
    return study
        .explanations()
        .curve(plain, latents.size())
        .orElseGet(
            () -> {
              CoefficientCurve made =
                  new CoefficientChoice(answers, scorer, unit)
                      .run(
                          spec.method(),
                          latents,
                          coefficient -> plain.with(coefficient, Control.NONE),
                          progress,
                          cancellation);
              study.explanations().putCurve(plain, made);
              return made;
            });
  }

  private ExplanationRecipe plain(ExplainSpec spec) {
    boolean shows = spec.method().shows();
    return new ExplanationRecipe(
        spec.method(),
        Control.NONE,
        null,
        spec.prompt(),
        shows ? null : spec.baseImage(),
        shows ? spec.images() : 0,
        shows ? spec.presentation() : null,
        shows && spec.separately(),
        spec.maxTokens(),
        engine.provenance(site));
  }

  private List<Integer> wanted(ExplainSpec spec) {
    if (spec.latents().isEmpty()) {
      return firing;
    }
    int latents = study.manifest().latents();
    for (int latent : spec.latents()) {
      if (latent < 0 || latent >= latents) {
        throw FacetException.notFound(
            "There is no latent " + latent + ": the study has latents 0 to " + (latents - 1));
      }
    }
    return spec.latents().stream().distinct().sorted().toList();
  }

  /** R, mean residual norm at the site. */
  public double unit() {
    return unit;
  }

  @Override
  public void close() {
    engine.close();
  }
}
