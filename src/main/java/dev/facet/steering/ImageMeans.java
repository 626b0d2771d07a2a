package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.HookPoint;
import dev.facet.core.MeanDifference;
import dev.facet.core.MeanDifference.Tokens;
import dev.facet.image.RgbImage;
import dev.facet.model.VisionModel;
import dev.facet.tensor.NdScope;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Directions between two sets of images. Every image weighs the same, however many tiles it has;
 * sums are taken in double precision, in the order of the list.
 */
final class ImageMeans {

  private final String key;
  private final VisionModel model;
  private final ImageTokens tokens;
  private final ImageAddresses addresses;
  private final VectorStore store;

  /**
   * @param key names the weights, and what they compute in
   * @param model whose processor makes the pixels
   */
  ImageMeans(
      String key,
      VisionModel model,
      ImageTokens tokens,
      ImageAddresses addresses,
      VectorStore store) {
    this.key = key;
    this.model = model;
    this.tokens = tokens;
    this.addresses = addresses;
    this.store = store;
  }

  /** mean(plus) - mean(minus) at a site [D]. */
  float[] direction(MeanDifference means, HookPoint site) {
    float[] plus = mean(means.plus(), site, means.tokens());
    float[] minus = mean(means.minus(), site, means.tokens());
    float[] difference = new float[plus.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = plus[i] - minus[i];
    }
    return difference;
  }

  private float[] mean(List<String> images, HookPoint site, Tokens which) {
    List<String> all = images.stream().flatMap(a -> addresses.expand(a).stream()).toList();
    return store
        .rows(
            List.of("mean", key, site.name(), which.name(), content(all)),
            () -> new float[][] {compute(all, site, which)})[0];
  }

  /** One picture at a time: a set may be larger than memory. */
  private String content(List<String> images) {
    MessageDigest digest = VectorStore.sha256();
    for (String image : images) {
      RgbImage picture = addresses.read(image);
      digest.update(
          ByteBuffer.allocate(8).putInt(picture.width()).putInt(picture.height()).array());
      digest.update(picture.rgb());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private float[] compute(List<String> images, HookPoint site, Tokens which) {
    double[] sum = null;
    for (String image : images) {
      try (NdScope scope = new NdScope()) {
        NDArray mean =
            tokens.of(model.pixels(addresses.read(image)), site, which).mean(new int[] {0});
        float[] values = mean.toFloatArray();
        sum = sum == null ? new double[values.length] : sum;
        for (int i = 0; i < sum.length; i++) {
          sum[i] += values[i];
        }
      }
    }
    float[] mean = new float[sum == null ? 0 : sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / images.size());
    }
    return mean;
  }
}
