package dev.facet.sae;

import ai.djl.ndarray.NDArray;

/**
 * A sparse autoencoder in memory, fp32. Confined to the engine thread. Results belong to the
 * manager of the arrays they were made from; leading dimensions of inputs are free: {@code [...,
 * D]} gives {@code [..., F]}.
 */
public interface Sae extends AutoCloseable {

  /** What it is. */
  SaeInfo info();

  /**
   * Codes of activations.
   *
   * @param x {@code [..., D]}, as they are in the model: run-time normalisation is done here
   * @return {@code [..., F]}
   */
  NDArray encode(NDArray x);

  /**
   * Pre-activations, before the sparsity rule.
   *
   * @param x {@code [..., D]}
   * @return {@code [..., F]}; of a gated SAE those of the gate
   */
  NDArray preActivations(NDArray x);

  /**
   * What codes stand for, decoder bias included, in the SAE's own (normalised) space.
   *
   * @param codes {@code [..., F]}
   * @return {@code [..., Dout]}
   */
  NDArray decode(NDArray codes);

  /**
   * What codes stand for, in the model's space: {@link #decode(NDArray)} with the run-time
   * normalisation undone by the statistics of the activations that the codes belong to, and a
   * transcoder's skip connection added.
   *
   * @param codes {@code [..., F]}
   * @param x {@code [..., D]}
   * @return {@code [..., Dout]}
   */
  NDArray decode(NDArray codes, NDArray x);

  /** {@code decode(encode(x), x)}. */
  default NDArray reconstruct(NDArray x) {
    try (NDArray codes = encode(x)) {
      return decode(codes, x);
    }
  }

  /**
   * {@link #encode} and {@link #decode(NDArray, NDArray)} as plain arrays, for those who read every
   * code.
   *
   * @param x {@code [..., D]}
   */
  default SparseEncoding encodeSparse(NDArray x) {
    try (NDArray codes = encode(x);
        NDArray decoded = decode(codes, x)) {
      return SparseEncoding.ofDense(codes.toFloatArray(), info().latents(), decoded.toFloatArray());
    }
  }

  /** All decoder rows, {@code [F, Dout]}; row i is what one unit of code i adds. Do not close. */
  NDArray decoderRows();

  /**
   * One decoder row, {@code [Dout]}, not normalised.
   *
   * @throws dev.facet.core.FacetException when there is no such latent
   */
  float[] direction(int latent);

  @Override
  void close();
}
