package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;

/** A LayerNorm, or an RMS norm where the bias has no elements. */
record Norm(ScriptOps ops, NDArray weight, NDArray bias, double eps) {

  /** The LayerNorm {@code name.weight}, {@code name.bias} of width d. */
  static Norm read(ScriptOps ops, Weights w, String name, long d, double eps) {
    return new Norm(ops, w.get(name + ".weight", d), w.get(name + ".bias", d), eps);
  }

  NDArray apply(NDArray x) {
    return ops.call(x.getManager(), "norm", x, weight, bias, eps);
  }
}
