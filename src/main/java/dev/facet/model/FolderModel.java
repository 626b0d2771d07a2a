package dev.facet.model;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Arithmetic;
import dev.facet.image.ImageProcessor;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;

/** What every family shares: an open folder with processor and weights. */
abstract class FolderModel implements VisionModel {

  final Folder folder;
  final ScriptOps ops;
  final ModelConfig config;
  final Weights weights;
  private final NDManager manager;
  private final ImageProcessor processor;

  FolderModel(Folder folder, NDManager manager) {
    this.folder = folder;
    this.manager = manager;
    this.config = folder.config();
    this.processor = ImageProcessor.fromFolder(folder.path());
    this.weights = folder.weights(manager);
    this.ops = NetworkOps.load(manager);
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return folder.arithmetic();
  }

  @Override
  public String fingerprint() {
    return folder.fingerprint();
  }

  @Override
  public String towerFingerprint() {
    return folder.towerFingerprint();
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public ImageProcessor processor() {
    return processor;
  }

  @Override
  public void close() {
    ops.close();
    manager.close();
    folder.close();
  }
}
