package dev.facet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import dev.facet.sae.TrainedSae.Architecture;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SaeTrainingTest {

  private static final int D = 16;
  private static final int TOKENS = 4000;
  private static final HookPoint HOOK = HookPoint.out(HookPoint.Tower.VISION, 1);

  @TempDir Path folder;
  private NDManager manager;
  private ScriptOps ops;
  private NDArray tokens;

  /** Tokens that are sums of two of twelve directions, far from the origin. */
  @BeforeEach
  void makeTokens() {
    manager = Torch.newManager();
    ops = ScriptOps.load(manager, SaeTrainingTest.class, TrainingScript.RESOURCE);
    SplittableRandom random = new SplittableRandom(1);
    float[][] directions = new float[12][D];
    for (float[] direction : directions) {
      for (int d = 0; d < D; d++) {
        direction[d] = (float) random.nextGaussian();
      }
    }
    float[] values = new float[TOKENS * D];
    for (int t = 0; t < TOKENS; t++) {
      float[] a = directions[random.nextInt(12)];
      float[] b = directions[random.nextInt(12)];
      double x = 1 + random.nextDouble();
      double y = 1 + random.nextDouble();
      for (int d = 0; d < D; d++) {
        values[t * D + d] = (float) (3 + x * a[d] + y * b[d]);
      }
    }
    tokens = manager.create(values, new Shape(TOKENS, D));
  }

  @AfterEach
  void close() {
    ops.close();
    manager.close();
  }

  private TrainedSae train(
      SaeTraining.Spec spec, String checkpoint, Progress progress, Cancellation cancellation) {
    int[] rows = IntStream.range(0, TOKENS).toArray();
    return new SaeTraining(spec, manager, ops, tokens, rows)
        .run(folder.resolve(checkpoint), HOOK, "tiny", "0123", progress, cancellation);
  }

  private static SaeTraining.Spec spec(Architecture architecture, int steps) {
    return new SaeTraining.Spec(
        architecture,
        32,
        2,
        architecture == Architecture.RELU || architecture == Architecture.JUMPRELU ? 0.01 : 0,
        steps,
        128,
        5e-3,
        3);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void everyFamilyLearnsAndIsReadBackWithTheSameQuality(Architecture architecture) {
    TrainedSae sae = train(spec(architecture, 300), "run", Progress.NONE, Cancellation.NONE);
    double explained = sae.training().get("explained_variance").doubleValue();
    assertTrue(explained > 0.6, "explained " + explained);
    for (int f = 0; f < 32; f++) {
      double square = 0;
      for (int d = 0; d < D; d++) {
        square += sae.decoder()[f * D + d] * sae.decoder()[f * D + d];
      }
      assertEquals(1, square, 1e-4, "decoder row " + f);
    }
    SaeWriter.dictionaryLearning(folder.resolve("sae"), sae);
    try (Sae read = SaeReader.open(folder.resolve("sae"), manager)) {
      // Reads activations as they are: the input scale is in the biases.
      double error = tokens.sub(read.reconstruct(tokens)).square().sum().getFloat();
      NDArray centred = tokens.sub(tokens.mean(new int[] {0}, true));
      double measured = 1 - error / centred.square().sum().getFloat();
      assertEquals(explained, measured, 0.08);
    }
  }

  @Test
  void aResumedRunEndsInTheSameWeights() {
    // Long enough to save once, to lose latents and to bring some back.
    SaeTraining.Spec spec = spec(Architecture.BATCHTOPK, 300);
    TrainedSae whole = train(spec, "whole", Progress.NONE, Cancellation.NONE);
    int[] done = new int[1];
    assertThrows(
        CancellationException.class,
        () ->
            train(
                spec,
                "halves",
                (activity, step, total) -> done[0] = (int) step,
                () -> done[0] >= 270));
    TrainedSae resumed = train(spec, "halves", Progress.NONE, Cancellation.NONE);
    assertArrayEquals(whole.encoder(), resumed.encoder());
    assertArrayEquals(whole.decoder(), resumed.decoder());
    assertArrayEquals(whole.thresholds(), resumed.thresholds());
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() {
    train(spec(Architecture.TOPK, 10), "run", Progress.NONE, Cancellation.NONE);
    FacetException refused =
        assertThrows(
            FacetException.class,
            () -> train(spec(Architecture.RELU, 10), "run", Progress.NONE, Cancellation.NONE));
    assertTrue(refused.getMessage().contains("another training run"), refused.getMessage());
  }
}
