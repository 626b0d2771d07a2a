package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a model of SmolVLM's size with random weights (CLIP B/16 and a Llama of 135 M parameters)
 * as a LLaVA folder, which transformers opens too. Usage: {@code BenchModel FOLDER}
 */
public final class BenchModel {

  private BenchModel() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    if (!Files.exists(folder.resolve("model.safetensors"))) {
      RandomLlava.write(folder, RandomLlava.Shape.smol());
    }
    System.out.println(folder);
  }
}
