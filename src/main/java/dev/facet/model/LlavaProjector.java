package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import dev.facet.tensor.Weights;
import java.util.List;

/** LLaVA's projector: two linear layers with an activation between them. */
record LlavaProjector(ScriptOps ops, Linear first, Linear second, Activation activation) {

  static LlavaProjector read(ScriptOps ops, ModelConfig config, Weights all, int in, int out) {
    Weights w = find(all, "linear_1.weight");
    return new LlavaProjector(
        ops,
        Linear.read(ops, w, "linear_1", in, out),
        Linear.read(ops, w, "linear_2", out, out),
        config.activation("projector_hidden_act", "gelu"));
  }

  static Weights find(Weights all, String probe) {
    return all.find(
        "projector", probe, List.of("multi_modal_projector.", "model.multi_modal_projector."));
  }

  NDArray apply(NDArray x) {
    return Torch.sized(
        x.size() * first.out(),
        () ->
            ops.call(
                x.getManager(),
                "mlp",
                x,
                first.weight(),
                first.bias(),
                second.weight(),
                second.bias(),
                activation.ordinal()));
  }
}
