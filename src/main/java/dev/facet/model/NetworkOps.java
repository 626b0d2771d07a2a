package dev.facet.model;

import ai.djl.ndarray.NDManager;
import dev.facet.tensor.ScriptOps;

/** Loads {@code network.torchscript}. */
final class NetworkOps {

  private NetworkOps() {}

  static ScriptOps load(NDManager manager) {
    return ScriptOps.load(manager, NetworkOps.class, "network.torchscript");
  }
}
