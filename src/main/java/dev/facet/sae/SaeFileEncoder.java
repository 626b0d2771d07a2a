package dev.facet.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.FacetException;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Codes and reconstructions of stored activations, some rows at a time. */
public final class SaeFileEncoder {

  /** Codes that are in native memory at once. */
  private static final int CHUNK_CODES = 1 << 24;

  private SaeFileEncoder() {}

  /**
   * Encodes a tensor with an SAE.
   *
   * @param sae its folder or file
   * @param x activations {@code [..., D]} (or {@code [..., heads, D / heads]} where the SAE joins
   *     attention heads)
   * @return {@code codes} {@code [..., F]} and {@code reconstruction}, shaped like the input
   * @throws FacetException when the SAE cannot be read or reads activations of another width
   */
  public static Map<String, FloatTensor> encode(Path sae, FloatTensor x) {
    try (NDManager manager = Torch.newManager();
        Sae loaded = SaeReader.open(sae, manager)) {
      return encode(loaded, x, manager);
    }
  }

  private static Map<String, FloatTensor> encode(Sae sae, FloatTensor x, NDManager manager) {
    SaeInfo info = sae.info();
    long[] shape = x.shape();
    int rank = shape.length;
    boolean joined = rank > 1 && shape[rank - 1] != info.dIn();
    int width =
        rank == 0 ? 0 : (int) (joined ? shape[rank - 1] * shape[rank - 2] : shape[rank - 1]);
    if (width != info.dIn()) {
      throw FacetException.mismatch(
          "The SAE "
              + info.path()
              + " reads activations of width "
              + info.dIn()
              + ", found shape "
              + Arrays.toString(shape));
    }
    int rows = x.data().length / width;
    if ((long) rows * Math.max(info.latents(), info.dOut()) > Integer.MAX_VALUE - 16) {
      throw FacetException.badInput(
          rows + " rows times " + info.latents() + " latents are too many codes for one tensor");
    }
    float[] codes = new float[rows * info.latents()];
    float[] reconstruction = new float[rows * info.dOut()];
    int step = Math.max(1, CHUNK_CODES / info.latents());
    for (int row = 0; row < rows; row += step) {
      int n = Math.min(step, rows - row);
      float[] part = Arrays.copyOfRange(x.data(), row * width, (row + n) * width);
      try (NDManager scope = manager.newSubManager()) {
        NDArray in = scope.create(part, new Shape(n, width));
        NDArray z = sae.encode(in);
        System.arraycopy(z.toFloatArray(), 0, codes, row * info.latents(), n * info.latents());
        float[] out = sae.decode(z, in).toFloatArray();
        System.arraycopy(out, 0, reconstruction, row * info.dOut(), out.length);
      }
    }
    int lead = joined ? rank - 2 : rank - 1;
    long[] codesShape = Arrays.copyOf(shape, lead + 1);
    codesShape[lead] = info.latents();
    long[] outShape = shape.clone();
    if (info.dOut() != info.dIn()) {
      outShape = codesShape.clone();
      outShape[lead] = info.dOut();
    }
    Map<String, FloatTensor> result = new LinkedHashMap<>();
    result.put("codes", new FloatTensor(codesShape, codes));
    result.put("reconstruction", new FloatTensor(outShape, reconstruction));
    return result;
  }
}
