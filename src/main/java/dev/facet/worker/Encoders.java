package dev.facet.worker;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.TowerFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the text and image encoder that belongs to a captioning model: a folder beside it whose
 * vision tower has the very same weights. A LLaVA and the CLIP that it was built on are such a
 * pair.
 */
final class Encoders {
  private static final Logger LOG = LoggerFactory.getLogger(Encoders.class);
  private static final Set<String> FAMILIES = Set.of("clip");

  private Encoders() {}

  /**
   * The folder of the encoder, or null where there is none or the model is one itself. Reads the
   * weights of both to compare them, and loads neither.
   *
   * @throws FacetException when the model cannot be read
   */
  static @Nullable Path beside(Path model) {
    List<Path> candidates = candidates(model);
    if (candidates.isEmpty()) {
      return null;
    }
    String tower = tower(model);
    return candidates.stream().filter(c -> hasTower(c, tower)).findFirst().orElse(null);
  }

  private static boolean hasTower(Path candidate, String tower) {
    try {
      return tower(candidate).equals(tower);
    } catch (FacetException e) {
      LOG.info("{} is passed over: {}", candidate, e.getMessage());
      return false;
    }
  }

  /** The fingerprint of a model's vision tower; reads its weights and loads nothing. */
  static String tower(Path model) {
    try (Checkpoint weights = Checkpoint.open(model)) {
      return TowerFingerprint.of(weights);
    }
  }

  /** The encoder itself, loaded, or null where there is none. */
  static @Nullable DualEncoder openBeside(
      Path model, String tower, NDManager manager, Arithmetic arithmetic) {
    for (Path candidate : candidates(model)) {
      if (hasTower(candidate, tower)) {
        try {
          return ModelFolder.openDual(candidate, manager, arithmetic);
        } catch (FacetException e) {
          LOG.info("{} is passed over: {}", candidate, e.getMessage());
        }
      }
    }
    return null;
  }

  /**
   * Models that write captions and whose configuration describes the same vision tower; whether the
   * weights are the same as well shows when one is opened. A model that writes captions itself
   * comes first, and others are of its family; beside an encoder all families count.
   */
  static List<Path> captioners(Path model) {
    if (ModelFolder.isEncoder(model)) {
      return beside(model, ModelFolder.captioners());
    }
    List<Path> found = new ArrayList<>();
    found.add(model.toAbsolutePath().normalize());
    found.addAll(beside(model, Set.of(family(model))));
    return found;
  }

  /** Folders beside the model that hold an encoder with the same vision tower. */
  private static List<Path> candidates(Path model) {
    return beside(model, FAMILIES);
  }

  /** Folders of some families whose configuration describes the same vision tower. */
  private static List<Path> beside(Path model, Set<String> families) {
    Path folder = model.toAbsolutePath().normalize();
    List<String> tower = shape(folder);
    Path parent = folder.getParent();
    if (tower == null || parent == null) {
      return List.of();
    }
    try (Stream<Path> siblings = Files.list(parent)) {
      return siblings
          .filter(s -> !s.equals(folder) && families.contains(family(s)))
          .filter(s -> tower.equals(shape(s)))
          .sorted()
          .toList();
    } catch (IOException e) {
      LOG.info("{} cannot be listed: {}", parent, e.getMessage());
      return List.of();
    }
  }

  private static String family(Path folder) {
    JsonFile config = config(folder);
    // What lies beside a model may be anything, and is no reason not to open the model.
    JsonElement type = config == null ? null : config.root().get("model_type");
    return type instanceof JsonPrimitive p && p.isString() ? p.getAsString() : "";
  }

  /** Size of the vision tower as the configuration states it. */
  private static @Nullable List<String> shape(Path folder) {
    JsonFile config = config(folder);
    JsonFile vision = config == null ? null : config.find("vision_config");
    return vision == null
        ? null
        : Stream.of("hidden_size", "num_hidden_layers", "patch_size", "image_size")
            .map(key -> String.valueOf(vision.root().get(key)))
            .toList();
  }

  private static @Nullable JsonFile config(Path folder) {
    Path file = folder.resolve("config.json");
    try {
      return Files.isRegularFile(file) ? JsonFile.read(file) : null;
    } catch (FacetException e) {
      LOG.info("{} is passed over: {}", folder, e.getMessage());
      return null;
    }
  }
}
