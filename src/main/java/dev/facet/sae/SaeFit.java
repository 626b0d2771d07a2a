package dev.facet.sae;

import ai.djl.ndarray.NDArray;
import dev.facet.core.SiteFit;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an SAE does on activations of the model that it is attached to: the first thing to look at,
 * because an SAE of another layer or another normalisation has the right shape all the same.
 *
 * @param dIn width D that it reads
 * @param latents F
 * @param l0 mean number of codes that are not 0, a token
 * @param explainedVariance 1 - Σ|x - x̂|² / Σ|x - mean x|²; null for transcoders, which predict
 *     another activation than they read
 * @param warnings what does not fit, one sentence each
 */
public record SaeFit(
    int dIn, int latents, double l0, @Nullable Double explainedVariance, List<String> warnings) {

  /** A count further than this factor from its k is not the one that was trained. */
  private static final double FAR_FROM_K = 5;

  /** Better by less than this, in explained variance, is no sign of another site. */
  private static final double CLEARLY = 0.05;

  public SaeFit {
    warnings = List.copyOf(warnings);
  }

  /** Judges figures that were measured elsewhere. */
  public static SaeFit of(SaeInfo info, double l0, double explainedVariance) {
    return of(
        info.dIn(), info.latents(), info.k(), l0, info.transcoder() ? null : explainedVariance);
  }

  /**
   * Judges figures.
   *
   * @param k that the SAE was trained with, or null where it is unknown
   */
  public static SaeFit of(
      int dIn, int latents, @Nullable Integer k, double l0, @Nullable Double explainedVariance) {
    List<String> warnings = new ArrayList<>();
    if (explainedVariance != null && !(explainedVariance >= 0)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The SAE explains less than nothing of these activations (explained variance %.3f):"
                  + " it was trained on another layer or model, or on inputs that were normalised"
                  + " otherwise",
              explainedVariance));
    }
    if (l0 == 0) {
      warnings.add("None of the SAE's latents fires on these activations");
    } else if (k != null && (l0 > FAR_FROM_K * k || l0 * FAR_FROM_K < k)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%.1f latents fire a token, the SAE was trained for %d: its threshold does not belong"
                  + " to these activations",
              l0,
              k));
    } else if (k == null && l0 > latents / 2.0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%.1f of %d latents fire a token: that is not sparse, so the SAE does not belong to"
                  + " these activations",
              l0,
              latents));
    }
    return new SaeFit(dIn, latents, l0, explainedVariance, warnings);
  }

  /**
   * Whether an SAE does better at another site than at its own.
   *
   * @param own name of the site that it is attached to
   * @param sites figures of it and of others
   * @return a warning, one sentence
   */
  public static Optional<String> elsewhere(String own, List<SiteFit> sites) {
    double here =
        sites.stream()
            .filter(fit -> fit.site().equals(own))
            .mapToDouble(SiteFit::explainedVariance)
            .findFirst()
            .orElse(Double.NaN);
    return sites.stream()
        .max(Comparator.comparingDouble(SiteFit::explainedVariance))
        .filter(best -> best.explainedVariance() > here + CLEARLY)
        .map(
            best ->
                String.format(
                    Locale.ROOT,
                    "The SAE explains more at %s (explained variance %.3f) than at its own site"
                        + " %s (%.3f): it may have been trained there",
                    best.site(),
                    best.explainedVariance(),
                    own,
                    here));
  }

  /**
   * Measures an SAE.
   *
   * @param x activations at its site [tokens, D]
   */
  public static SaeFit measure(Sae sae, NDArray x) {
    SaeInfo info = sae.info();
    try (NdScope scope = new NdScope()) {
      NDArray codes = sae.encode(x);
      double l0 = number(codes.neq(0).toType(x.getDataType(), false).sum()) / x.getShape().get(0);
      if (info.transcoder() || info.dOut() != info.dIn()) {
        return of(info.dIn(), info.latents(), info.k(), l0, null);
      }
      double error = number(sae.decode(codes, x).sub(x).square().sum());
      double spread = number(x.sub(x.mean(new int[] {0}, true)).square().sum());
      return of(info, l0, spread == 0 ? 0 : 1 - error / spread);
    }
  }

  private static double number(NDArray scalar) {
    return scalar.toFloatArray()[0];
  }

  /** The figures as a line. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "d_in %d, %d latents, L0 %.1f%s",
        dIn,
        latents,
        l0,
        explainedVariance == null
            ? ", no explained variance: a transcoder"
            : String.format(Locale.ROOT, ", explained variance %.3f", explainedVariance));
  }
}
