package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import dev.facet.tensor.Weights;

/** x [.., in] to x·weightᵀ + bias [.., out]; the bias may have no elements. */
record Linear(ScriptOps ops, NDArray weight, NDArray bias) {

  /** {@code name.weight} [out, in] and, where there is one, {@code name.bias} [out]. */
  static Linear read(ScriptOps ops, Weights w, String name, long in, long out) {
    return new Linear(ops, w.get(name + ".weight", out, in), w.optional(name + ".bias", out));
  }

  NDArray apply(NDArray x) {
    return Torch.sized(x.size() * out(), () -> ops.call(x.getManager(), "linear", x, weight, bias));
  }

  int out() {
    return (int) weight.getShape().get(0);
  }
}
