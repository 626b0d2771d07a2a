package dev.facet.worker;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good explanations are where the truth is known.
 *
 * @param study its name
 * @param sae its SAE
 * @param labels latents that have a true label
 * @param latents that were explained and judged: a sample of those outside of the validation part
 * @param validation latents that coefficients were chosen on
 * @param oneByOne whether top images were shown one at a time
 * @param cells one a model, method and control
 * @param claims of the paper, held or not
 */
public record ExplanationFigures(
    String study,
    String sae,
    int labels,
    int latents,
    int validation,
    boolean oneByOne,
    List<Cell> cells,
    List<Claim> claims) {

  public ExplanationFigures {
    cells = List.copyOf(cells);
    claims = List.copyOf(claims);
  }

  /**
   * One way to explain.
   *
   * @param model the explaining model
   * @param coefficient in units of R, null where nothing is added
   * @param named share of the texts that name the latent's label
   * @param namedError standard error of that share
   * @param f1 of naming, averaged over concepts
   * @param clip mean CLIP score
   * @param auroc mean AUROC on retrieved images
   * @param iou mean IoU with the masks of what is named
   */
  public record Cell(
      String model,
      ExplainMethod method,
      Control control,
      @Nullable Double coefficient,
      double named,
      double namedError,
      double f1,
      double clip,
      double auroc,
      double iou) {}

  /**
   * One claim of the paper.
   *
   * @param statement what it says
   * @param held whether every comparison goes its way or is level
   * @param significant whether every comparison is significant at .05 by the paired sign test
   * @param comparisons that it rests on
   */
  public record Claim(
      String statement, boolean held, boolean significant, List<Comparison> comparisons) {}

  /**
   * The share of named labels of two ways on the same latents.
   *
   * @param better what the claim says is better
   * @param worse than this
   * @param difference of the shares
   * @param wins latents that only the better one names
   * @param losses latents that only the worse one names
   * @param signP one-sided p of the exact sign test over the pairs
   * @param mannWhitneyP one-sided p of the paper's test, over CLIP scores
   */
  public record Comparison(
      String better,
      String worse,
      double difference,
      int wins,
      int losses,
      double signP,
      double mannWhitneyP) {}
}
