package dev.facet.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steerability of many latents over the same pictures (Joseph et al.).
 *
 * @param site where all are steered
 * @param mode the rule
 * @param strengths in the rule's own units, ascending; the last is the paper's asymptote
 * @param images addresses; the unsteered side is measured once for all latents
 * @param prompt asked where the figures are those of the first answer token
 * @param vocabulary file with one word a line, or null for the built-in words
 * @param units which latents, or which dimensions of the residual stream, ascending
 * @param neurons true for the baseline: a dimension of the residual stream is set to the strength
 * @param labels whether the vocabulary is a set of labels, over which disentanglement is measured
 *     too
 */
public record SteerabilitySpec(
    HookPoint site,
    Intervention.Mode mode,
    List<Double> strengths,
    List<String> images,
    String prompt,
    @Nullable String vocabulary,
    List<Integer> units,
    boolean neurons,
    boolean labels) {

  /** Over words that are no set of labels. */
  public SteerabilitySpec(
      HookPoint site,
      Intervention.Mode mode,
      List<Double> strengths,
      List<String> images,
      String prompt,
      @Nullable String vocabulary,
      List<Integer> units,
      boolean neurons) {
    this(site, mode, strengths, images, prompt, vocabulary, units, neurons, false);
  }

  /** More pictures than this would not stay in memory below the hook. */
  public static final int MOST_IMAGES = 1024;

  public SteerabilitySpec {
    strengths = strengths.stream().distinct().sorted().toList();
    images = List.copyOf(images);
    units = List.copyOf(units);
    if (strengths.isEmpty() || !strengths.stream().allMatch(Double::isFinite)) {
      throw FacetException.badInput("Steerability needs finite strengths, found " + strengths);
    }
    if (images.isEmpty() || images.size() > MOST_IMAGES) {
      throw FacetException.badInput(
          "Steerability is measured over 1 to " + MOST_IMAGES + " images, found " + images.size());
    }
    if (units.isEmpty()) {
      throw FacetException.badInput("Steerability needs at least one latent or neuron");
    }
  }

  /** The edit of one latent or neuron. */
  public Intervention edit(int unit, double strength) {
    return new Intervention(
        site,
        mode,
        strength,
        neurons ? Direction.neuron(unit) : Direction.latent(unit),
        Positions.ALL,
        Intervention.During.PREFILL);
  }
}
