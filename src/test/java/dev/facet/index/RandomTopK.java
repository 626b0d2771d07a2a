package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.DType;
import dev.facet.sae.InputNorm;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeInfo;
import dev.facet.sae.Sparsity;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A TopK SAE with weights from a seed; its last latent can never fire. */
final class RandomTopK implements Sae {

  private final int width;
  private final int latents;
  private final int k;
  private final NDArray encoder;
  private final NDArray decoder;
  private final float[] rows;

  RandomTopK(NDManager manager, int width, int latents, int k, long seed) {
    this.width = width;
    this.latents = latents;
    this.k = k;
    Random random = new Random(seed);
    float[] weights = new float[latents * width];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i / width == latents - 1 ? 0 : (float) random.nextGaussian() / 4;
    }
    this.rows = weights;
    this.encoder = manager.create(weights, new Shape(latents, width)).transpose();
    this.decoder = manager.create(weights, new Shape(latents, width));
  }

  @Override
  public SaeInfo info() {
    return new SaeInfo(
        "random",
        "test",
        null,
        "TopK",
        width,
        width,
        latents,
        new Sparsity(Sparsity.Rule.TOPK, k, null),
        false,
        InputNorm.NONE,
        false,
        DType.F32,
        0,
        null,
        null,
        null,
        null,
        "random",
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public NDArray encode(NDArray x) {
    NDArray pre = preActivations(x);
    NDList top = pre.topK(k, 1, true, true);
    NDArray lowest = top.get(0).min(new int[] {1}, true);
    return pre.mul(pre.gte(lowest).toType(DataType.FLOAT32, false)).maximum(0);
  }

  @Override
  public NDArray preActivations(NDArray x) {
    return x.matMul(encoder);
  }

  @Override
  public NDArray decode(NDArray codes) {
    return codes.matMul(decoder);
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
    return Arrays.copyOfRange(rows, latent * width, (latent + 1) * width);
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
