package dev.facet.training;

/** Where the script functions of training are. */
final class TrainingScript {

  /** TorchScript source beside this class. */
  static final String RESOURCE = "training.torchscript";

  private TrainingScript() {}
}
