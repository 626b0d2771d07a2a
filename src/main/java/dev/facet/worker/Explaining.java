package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetFolders;
import dev.facet.demo.QuestionKind;
import dev.facet.explain.ExplainPrompts;
import dev.facet.explain.ExplainResult;
import dev.facet.explain.Explainer;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A study and the model that explains its latents, opened by themselves for the command line. */
public final class Explaining implements AutoCloseable {

  private final Study study;
  private final LoadedModel model;
  private final Explainer explainer;
  private final ExplainPrompts prompts;

  private Explaining(Study study, LoadedModel model, ExplainPrompts prompts) {
    this.study = study;
    this.model = model;
    this.prompts = prompts;
    this.explainer = model.explainer(study);
  }

  /**
   * Opens a study for writing.
   *
   * @param model folder of another language model on the same vision tower, or null for the study's
   *     own, or the one that was attached to it last
   * @throws dev.facet.core.FacetException when they do not go together, the study is not finished
   *     or another process holds it
   */
  public static Explaining open(
      Path folder, @Nullable Path model, Arithmetic arithmetic, FacetFolders folders) {
    Study study = Study.open(folder);
    try {
      Path network = model == null ? new Captioners(study).firstFolder() : model;
      LoadedModel loaded = LoadedModel.ofStudy(study, network, arithmetic);
      try {
        return new Explaining(study, loaded, prompts(study, network, folders));
      } catch (RuntimeException | Error e) {
        loaded.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      study.close();
      throw e;
    }
  }

  /** The questions that a model understands, or those that the study's own file names. */
  static ExplainPrompts prompts(Study study, Path model, FacetFolders folders) {
    ExplainPrompts prompts =
        folders.isDemo(model)
            ? ExplainPrompts.plain(
                QuestionKind.DESCRIBE.prompts().getFirst(),
                QuestionKind.COMMON.prompts().getFirst())
            : ExplainPrompts.GENERAL;
    return prompts.orOfStudy(study.folder());
  }

  /** What a run came to, one sentence. */
  public static String outcome(ExplainResult result) {
    StringBuilder text =
        new StringBuilder("Explained ")
            .append(result.made())
            .append(result.made() == 1 ? " latent by " : " latents by ")
            .append(way(result.recipe().method()));
    Double coefficient = result.recipe().coefficient();
    if (coefficient != null) {
      text.append(String.format(Locale.ROOT, ", coefficient %.1f", coefficient));
    }
    if (result.kept() > 0) {
      text.append("; ").append(result.kept()).append(" were explained before");
    }
    if (result.silent() > 0) {
      text.append("; ").append(result.silent()).append(" fire on no image and were left out");
    }
    return text.toString();
  }

  /** How a method explains, in words. */
  static String way(ExplainMethod method) {
    return switch (method) {
      case STEERING -> "steering";
      case TOPK -> "top images";
      case HYBRID -> "top images, steered";
    };
  }

  /** What it computes in. */
  public Arithmetic.Choice arithmetic() {
    return model.arithmetic();
  }

  public Study study() {
    return study;
  }

  public Explainer explainer() {
    return explainer;
  }

  /** The questions that this model understands. */
  public ExplainPrompts prompts() {
    return prompts;
  }

  /** R, the unit of coefficients, as the study measured it. */
  public double residualNorm() {
    return explainer.unit();
  }

  @Override
  public void close() {
    explainer.close();
    model.close();
    study.close();
  }
}
