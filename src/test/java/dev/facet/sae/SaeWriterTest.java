package dev.facet.sae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.sae.TrainedSae.Architecture;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written in two libraries' layouts reads back as the same SAE. */
final class SaeWriterTest {

  private static final int D = 6;
  private static final int F = 16;
  private static final HookPoint HOOK = HookPoint.out(Tower.VISION, 3);

  private static TrainedSae trained(Architecture a) {
    Random random = new Random(5);
    float[] thresholds = new float[a.hasOneThreshold() ? 1 : a == Architecture.JUMPRELU ? F : 0];
    Arrays.fill(thresholds, 0.4f);
    float[] decoder = floats(random, F * D);
    for (int f = 0; f < F; f++) {
      double norm = 0;
      for (int d = 0; d < D; d++) {
        norm += decoder[f * D + d] * decoder[f * D + d];
      }
      for (int d = 0; d < D; d++) {
        decoder[f * D + d] /= (float) Math.sqrt(norm);
      }
    }
    return new TrainedSae(
        a,
        D,
        F,
        floats(random, F * D),
        floats(random, F),
        decoder,
        floats(random, D),
        a == Architecture.RELU || a == Architecture.JUMPRELU ? 0 : 4,
        thresholds,
        a == Architecture.MATRYOSHKA ? new int[] {4, 12} : new int[0],
        HOOK,
        "demo",
        "0123456789abcdef",
        Map.of("steps", 100, "lr", 0.001));
  }

  private static float[] floats(Random random, int n) {
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void bothLayoutsHoldTheSameSae(Architecture a, @TempDir Path folder) {
    TrainedSae trained = trained(a);
    SaeWriter.dictionaryLearning(folder.resolve("dl"), trained);
    SaeWriter.saeLens(folder.resolve("sl"), trained);
    try (NDManager manager = Torch.newManager();
        Sae dl = SaeReader.open(folder.resolve("dl"), manager);
        Sae sl = SaeReader.open(folder.resolve("sl"), manager)) {
      for (Sae sae : List.of(dl, sl)) {
        assertEquals(HOOK, sae.info().hook());
        assertEquals("0123456789abcdef", sae.info().towerFingerprint());
        assertEquals("demo", sae.info().model());
        assertEquals(List.of(), sae.info().warnings());
        assertEquals(trained.k() == 0 ? null : trained.k(), sae.info().k());
        assertEquals(
            a == Architecture.MATRYOSHKA ? List.of(4, 12) : List.of(), sae.info().groupSizes());
        assertArrayEquals(
            Arrays.copyOfRange(trained.decoder(), 5 * D, 6 * D), sae.direction(5), 1e-6f);
      }
      assertEquals(a.dictClass(), dl.info().architecture());
      NDArray x = manager.create(floats(new Random(9), 10 * D), new Shape(10, D));
      assertArrayEquals(dl.encode(x).toFloatArray(), sl.encode(x).toFloatArray(), 1e-5f, "codes");
      assertArrayEquals(dl.reconstruct(x).toFloatArray(), sl.reconstruct(x).toFloatArray(), 1e-5f);
    }
  }

  @Test
  void unknownLatentsAreRefused(@TempDir Path folder) {
    SaeWriter.saeLens(folder, trained(Architecture.TOPK));
    try (NDManager manager = Torch.newManager();
        Sae sae = SaeReader.open(folder, manager)) {
      assertThrows(FacetException.class, () -> sae.direction(F));
      NDArray wrong = manager.zeros(new Shape(2, D + 1));
      assertThrows(FacetException.class, () -> sae.encode(wrong));
    }
  }
}
