package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.DType;
import dev.facet.sae.InputNorm;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeInfo;
import dev.facet.sae.Sparsity;
import java.util.List;
import java.util.Random;

/** relu((x - b) W_encᵀ + c), all or the k largest kept; decoded with W_dec and b. */
final class TinySae implements Sae {

  private final NDArray encoder;
  private final NDArray encoderBias;
  private final NDArray decoder;
  private final NDArray decoderBias;
  private final int k;

  /**
   * @param encoder [F, D]
   * @param decoder [F, D]
   * @param k latents kept, 0 for all
   */
  TinySae(NDArray encoder, NDArray encoderBias, NDArray decoder, NDArray decoderBias, int k) {
    this.encoder = encoder;
    this.encoderBias = encoderBias;
    this.decoder = decoder;
    this.decoderBias = decoderBias;
    this.k = k;
  }

  static TinySae random(NDManager manager, int width, int latents, int k, long seed) {
    Random random = new Random(seed);
    return new TinySae(
        gaussian(manager, random, latents, width),
        gaussian(manager, random, latents),
        gaussian(manager, random, latents, width),
        gaussian(manager, random, width),
        k);
  }

  private static NDArray gaussian(NDManager manager, Random random, long... shape) {
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.5f;
    }
    return manager.create(values, new Shape(shape));
  }

  /** The same SAE with its latents in another order. */
  TinySae permuted(int[] order) {
    long[] wide = java.util.Arrays.stream(order).asLongStream().toArray();
    NDArray index = encoder.getManager().create(wide);
    return new TinySae(
        encoder.get(index), encoderBias.get(index), decoder.get(index), decoderBias, k);
  }

  @Override
  public SaeInfo info() {
    int width = (int) encoder.getShape().get(1);
    return new SaeInfo(
        "tiny",
        "test",
        null,
        "Tiny",
        width,
        width,
        (int) encoder.getShape().get(0),
        new Sparsity(k == 0 ? Sparsity.Rule.RELU : Sparsity.Rule.TOPK, k == 0 ? null : k, null),
        true,
        InputNorm.NONE,
        false,
        DType.F32,
        encoder.size() * 2,
        null,
        null,
        null,
        null,
        "tiny",
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public NDArray preActivations(NDArray x) {
    return x.sub(decoderBias).matMul(encoder.transpose()).add(encoderBias);
  }

  @Override
  public NDArray encode(NDArray x) {
    NDArray h = preActivations(x).maximum(0);
    if (k == 0) {
      return h;
    }
    NDList top = h.topK(k, -1, true, true);
    NDArray smallest = top.get(0).min(new int[] {-1}, true);
    return h.mul(h.gte(smallest).toType(h.getDataType(), false));
  }

  @Override
  public NDArray decode(NDArray codes) {
    return codes.matMul(decoder).add(decoderBias);
  }

  @Override
  public NDArray decode(NDArray codes, NDArray x) {
    return decode(codes);
  }

  @Override
  public NDArray decoderRows() {
    return decoder;
  }

  @Override
  public float[] direction(int latent) {
    if (latent < 0 || latent >= decoder.getShape().get(0)) {
      throw dev.facet.core.FacetException.notFound("There is no latent " + latent);
    }
    return decoder.get(latent).toFloatArray();
  }

  @Override
  public void close() {
    // its arrays live with their manager
  }
}
