package dev.facet.core;

/** What stands in for the latent, to see how much of an effect is its own. */
public enum Control {
  /** The latent itself. */
  NONE,
  /** A Gaussian direction of equal norm; its images are drawn at random. */
  RANDOM,
  /** Another latent: the list of latents turned by half its length. */
  PERMUTED
}
