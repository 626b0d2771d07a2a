package dev.facet.index;

import dev.facet.core.HookPoint;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * What a small study is made of: the fixtures' CLIP, images of noise, SAEs of random directions.
 */
final class NoiseCorpus {

  static final Path CLIP = Path.of("src/test/resources/fixtures/models/clip");

  /** D of that CLIP. */
  static final int WIDTH = 32;

  static final HookPoint SITE = HookPoint.out(HookPoint.Tower.VISION, 1);

  private NoiseCorpus() {}

  /** Writes {@code count} images of 30 x 30 below a folder. */
  static void images(Path folder, int count, IntFunction<String> name) {
    Random random = new Random(3);
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[3 * 30 * 30];
      random.nextBytes(rgb);
      ImageWriter.png(new RgbImage(30, 30, rgb), folder.resolve(name.apply(i)));
    }
  }

  /** Random directions [latents, width] from a seed. */
  static float[] directions(int latents, int width, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[latents * width];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian() / 4;
    }
    return weights;
  }

  /**
   * Writes a TopK SAE, k = 4, whose encoder and decoder are the same directions.
   *
   * @param directions [latents, width]
   * @param tower fingerprint that it is stamped with, or empty
   */
  static void sae(Path folder, float[] directions, int width, String tower) {
    int latents = directions.length / width;
    SaeWriter.dictionaryLearning(
        folder,
        new TrainedSae(
            TrainedSae.Architecture.TOPK,
            width,
            latents,
            directions,
            new float[latents],
            directions.clone(),
            new float[width],
            4,
            new float[0],
            new int[0],
            SITE,
            "clip",
            tower,
            Map.of()));
  }
}
