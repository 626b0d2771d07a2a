package dev.facet.model;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The LLaVA fixture under the tensor names that libraries have written over the years. */
enum KeyLayout {
  /** What transformers 5 writes: the fixture itself. */
  TODAY,
  /** Late releases of transformers 4. */
  LATE_4,
  /** The names that the modules have in memory. */
  IN_MEMORY;

  /** Writes the model with this layout's names, and its other files, into a new folder. */
  Path write(Path folder) throws IOException {
    Path fixture = ModelFixture.ROOT.resolve("llava");
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(fixture)) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".safetensors")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(fixture)) {
      for (String name : checkpoint.names()) {
        tensors.put(rename(name), checkpoint.tensor(name));
      }
    }
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    return folder;
  }

  private String rename(String name) {
    if (this == TODAY) {
      return name;
    }
    if (name.equals("language_model.lm_head.weight")) {
      return "lm_head.weight";
    }
    String tower = this == LATE_4 ? "model.vision_tower.vision_model." : "model.vision_tower.";
    return name.replace("language_model.model.", "model.language_model.")
        .replace("vision_tower.", tower)
        .replace("multi_modal_projector.", "model.multi_modal_projector.");
  }
}
