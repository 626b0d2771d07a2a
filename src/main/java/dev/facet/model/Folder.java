package dev.facet.model;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.Fingerprint;
import dev.facet.core.Arithmetic;
import dev.facet.tensor.Weights;
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
  private final Arithmetic.Choice arithmetic;
  private @Nullable String tower;
  private @Nullable String all;

  private Folder(
      Path path, ModelConfig config, Checkpoint checkpoint, Arithmetic.Choice arithmetic) {
    this.path = path;
    this.config = config;
    this.checkpoint = checkpoint;
    this.arithmetic = arithmetic;
  }

  /** In fp32. */
  static Folder open(Path path) {
    return open(path, Arithmetic.Choice.of(Arithmetic.FP32));
  }

  static Folder open(Path path, Arithmetic.Choice arithmetic) {
    ModelConfig config = ModelConfig.read(path);
    return new Folder(path, config, Checkpoint.open(path), arithmetic);
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

  /** What the model computes in. */
  Arithmetic.Choice arithmetic() {
    return arithmetic;
  }

  /** All tensors of the folder. */
  Weights weights(NDManager manager) {
    return new Weights(checkpoint, manager, arithmetic.used());
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

  String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  /** Number of weights in the files. */
  long parameters() {
    return checkpoint.names().stream().mapToLong(n -> checkpoint.info(n).elements()).sum();
  }

  ModelInfo info(VisionTower vision, @Nullable LanguageModel language) {
    return new ModelInfo(
        name(),
        family(),
        language != null,
        vision.layers(),
        vision.width(),
        vision.grid(),
        language == null ? 0 : language.layers(),
        language == null ? 0 : language.width(),
        parameters());
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
