package dev.facet.protocol;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How good the open study's SAE is, as distributions.
 *
 * @param monosemanticity one entry for each encoder E that it was measured with, the chosen one
 *     first
 * @param explained how well language models explain its latents, by model, method and control;
 *     empty where no explanation was scored
 * @param levels of the SAE against the taxonomy of the corpus, the widest first; empty where there
 *     is no taxonomy
 */
public record StudyQuality(
    List<Scores> monosemanticity, List<Explained> explained, List<Level> levels) {

  public StudyQuality {
    explained = List.copyOf(Objects.requireNonNullElse(explained, List.of()));
  }

  /**
   * MS by one encoder.
   *
   * @param encoder its name
   * @param chosen whether it is the one of the feature list
   * @param latents defined scores of the latents
   * @param neurons defined scores of the residual dimensions, the baseline; empty where the study
   *     was made without them
   */
  public record Scores(
      String encoder, boolean chosen, PackedFloats latents, PackedFloats neurons) {}

  /**
   * One way to explain.
   *
   * @param model name of the explaining model
   * @param method of Ferrando et al.'s three
   * @param control what stood in for the latent
   * @param count explanations with scores
   * @param clip their mean CLIP score, or null
   * @param clipError its standard error
   * @param auroc mean AUROC, or null
   * @param aurocError its standard error
   */
  public record Explained(
      String model,
      ExplainMethod method,
      Control control,
      int count,
      @Nullable Double clip,
      double clipError,
      @Nullable Double auroc,
      double aurocError) {}

  /**
   * A level of a Matryoshka SAE; an SAE without levels is one level.
   *
   * @param level from 0, the widest
   * @param latents that belong to it
   * @param measured latents with 16 top images in the taxonomy
   * @param meanDepth mean depth at which pairs of top images meet; null when none is measured
   * @param meanMonosemanticity over its latents; null when none has a score
   */
  public record Level(
      int level,
      int latents,
      int measured,
      @Nullable Double meanDepth,
      @Nullable Double meanMonosemanticity) {}
}
