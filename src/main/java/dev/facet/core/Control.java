package dev.facet.core;

/**
 * What stands in for the latent, to see how much of an effect is its own (Ferrando et al.'s {@code
 * direction_type}).
 */
public enum Control {
  /** The latent itself. */
  NONE,
  /**
   * A Gaussian direction of equal norm. Where nothing is added, other images of the corpus behind
   * the latent's own heat maps.
   */
  RANDOM,
  /**
   * Another latent, its direction and its images: the list of latents turned by half its length.
   */
  PERMUTED
}
