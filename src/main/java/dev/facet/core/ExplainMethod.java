package dev.facet.core;

/** The three ways of Ferrando et al. to let a language model say what a latent stands for. */
public enum ExplainMethod {
  /** An empty image, the latent's direction added at all tokens. */
  STEERING,
  /** The images that fire the latent most, everything but its active patches hidden. */
  TOPK,
  /** Those images, and the direction added at each one's active patches. */
  HYBRID;

  /** Whether a direction is added. */
  public boolean steers() {
    return this != TOPK;
  }

  /** Whether images of the study are shown. */
  public boolean shows() {
    return this != STEERING;
  }
}
