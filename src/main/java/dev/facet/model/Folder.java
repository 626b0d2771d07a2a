package dev.facet.model;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.Fingerprint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open model folder: its configuration and its memory-mapped weights. Fingerprints read all of
 * the weights, so they are made when they are asked for.
 */
final class Folder implements AutoCloseable {

  private final Path path;
  private final ModelConfig config;
  private final Checkpoint checkpoint;
  private @Nullable String tower;
  private @Nullable String all;

  private Folder(Path path, ModelConfig config, Checkpoint checkpoint) {
    this.path = path;
    this.config = config;
    this.checkpoint = checkpoint;
  }

  static Folder open(Path path) {
    ModelConfig config = ModelConfig.read(path);
    return new Folder(path, config, Checkpoint.open(path));
  }

  Path path() {
    return path;
  }

  ModelConfig config() {
    return config;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  String family() {
    return config.string("model_type", "");
  }

  String towerFingerprint() {
    if (tower == null) {
      tower = TowerFingerprint.of(checkpoint);
    }
    return tower;
  }

  String fingerprint() {
    if (all == null) {
      all = Fingerprint.ofTensors(checkpoint, name -> name);
    }
    return all;
  }

  ModelInfo info(VisionTower vision, @Nullable LanguageModel language) {
    return new ModelInfo(
        path.toAbsolutePath().normalize().getFileName().toString(),
        family(),
        language != null,
        vision.layers(),
        vision.width(),
        vision.grid(),
        language == null ? 0 : language.layers(),
        language == null ? 0 : language.width(),
        checkpoint.names().stream().mapToLong(n -> checkpoint.info(n).elements()).sum());
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
