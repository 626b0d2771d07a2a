package dev.facet.core;

import org.jspecify.annotations.Nullable;

/**
 * Where a steering direction comes from; exactly one source is set. Written in JSON as {@code
 * {"sae": PATH, "latent": 17}}, {@code {"file": PATH, "tensor": "v"}}, {@code {"neuron": 5}},
 * {@code {"random": SEED}} or {@code {"plus": [IMAGES], "minus": [IMAGES], "tokens": "patches"}}.
 *
 * @param sae path of an SAE folder; with {@code latent}. Null with a latent means the study's own
 *     SAE
 * @param latent index of a latent of that SAE: its decoder row [D]
 * @param file path of a safetensors file; with {@code tensor}
 * @param tensor name of a tensor [D] in that file
 * @param neuron index of one dimension of the residual stream: a unit basis vector
 * @param random seed of a Gaussian direction of unit norm: the control of equal norm
 * @param means difference of the means of two sets of images
 */
public record Direction(
    @Nullable String sae,
    @Nullable Integer latent,
    @Nullable String file,
    @Nullable String tensor,
    @Nullable Integer neuron,
    @Nullable Long random,
    @Nullable MeanDifference means) {

  public Direction {
    int sources =
        (latent != null ? 1 : 0)
            + (file != null ? 1 : 0)
            + (neuron != null ? 1 : 0)
            + (random != null ? 1 : 0)
            + (means != null ? 1 : 0);
    if (sources != 1) {
      throw FacetException.badInput(
          "A steering direction names exactly one source (sae and latent, file and tensor, neuron, random, plus and minus), found "
              + sources);
    }
    if (file != null && tensor == null) {
      throw FacetException.badInput(
          "A steering direction from file " + file + " must name the tensor in it");
    }
  }

  public Direction(
      @Nullable String sae,
      @Nullable Integer latent,
      @Nullable String file,
      @Nullable String tensor,
      @Nullable Integer neuron,
      @Nullable Long random) {
    this(sae, latent, file, tensor, neuron, random, null);
  }

  /** The decoder row of a latent of the study's SAE. */
  public static Direction latent(int latent) {
    return new Direction(null, latent, null, null, null, null);
  }

  public static Direction latent(String sae, int latent) {
    return new Direction(sae, latent, null, null, null, null);
  }

  public static Direction tensor(String file, String tensor) {
    return new Direction(null, null, file, tensor, null, null);
  }

  public static Direction neuron(int neuron) {
    return new Direction(null, null, null, null, neuron, null);
  }

  public static Direction means(MeanDifference means) {
    return new Direction(null, null, null, null, null, null, means);
  }

  public static Direction random(long seed) {
    return new Direction(null, null, null, null, null, seed);
  }
}
