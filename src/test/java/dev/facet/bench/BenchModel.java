package dev.facet.bench;

import dev.facet.core.HookPoint;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * Writes a model of SmolVLM's size with random weights (CLIP B/16 and a Llama of 135 M parameters)
 * as a LLaVA folder, which transformers opens too, and in {@code sae} a TopK SAE of 4,096 random
 * latents for its eleventh layer. Usage: {@code BenchModel FOLDER}
 */
public final class BenchModel {

  private static final int WIDTH = 768;
  private static final int LATENTS = 4096;

  private BenchModel() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    if (!Files.exists(folder.resolve("model.safetensors"))) {
      RandomLlava.write(folder, RandomLlava.Shape.smol());
    }
    if (!Files.exists(folder.resolve("sae/ae.pt"))) {
      SaeWriter.dictionaryLearning(folder.resolve("sae"), sae());
    }
    System.out.println(folder);
  }

  private static TrainedSae sae() {
    float[] directions = new float[LATENTS * WIDTH];
    Random random = new Random(1);
    for (int i = 0; i < directions.length; i++) {
      directions[i] = (float) (random.nextGaussian() / Math.sqrt(WIDTH));
    }
    return new TrainedSae(
        TrainedSae.Architecture.TOPK,
        WIDTH,
        LATENTS,
        directions,
        new float[LATENTS],
        directions,
        new float[WIDTH],
        32,
        new float[0],
        new int[0],
        HookPoint.out(HookPoint.Tower.VISION, 10),
        "random",
        "",
        Map.of());
  }
}
