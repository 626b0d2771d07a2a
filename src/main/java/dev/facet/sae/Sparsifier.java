package dev.facet.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.tensor.ScriptOps;

/** An encoder rule at work: from pre-activations {@code [N, F]} to codes {@code [N, F]}. */
sealed interface Sparsifier {

  /**
   * @param h pre-activations {@code [N, F]}; the codes may take their place in memory
   */
  NDArray apply(NDArray h);

  /** max(h, 0), and its tanh. */
  record Relu(boolean tanh) implements Sparsifier {
    @Override
    public NDArray apply(NDArray h) {
      NDArray kept = h.maximum(0);
      return tanh ? kept.tanh() : kept;
    }
  }

  /** The k largest of each row, by value or by size; negative ones only where they are wanted. */
  record TopK(int k, boolean bySize, boolean negative) implements Sparsifier {
    @Override
    public NDArray apply(NDArray h) {
      NDList top = (bySize ? h.abs() : h).topK(k, 1, true, false);
      NDArray at = top.get(1);
      NDArray values = bySize ? h.gather(at, 1) : top.get(0);
      return h.zerosLike().scatter(at, negative ? values : values.maximum(0), 1);
    }
  }

  /** max(h, 0) where it is above a scalar. */
  record Threshold(ScriptOps ops, float threshold) implements Sparsifier {
    @Override
    public NDArray apply(NDArray h) {
      // In place: on a micro-batch every further pass over [N, F] costs a third of the product.
      return ops.call(h.getManager(), "threshold", h, Math.max(threshold, 0f));
    }
  }

  /** max(h, 0) where h is above the latent's own threshold. */
  record JumpRelu(NDArray thresholds) implements Sparsifier {
    @Override
    public NDArray apply(NDArray h) {
      return h.maximum(0).mul(h.gt(thresholds).toType(DataType.FLOAT32, false));
    }
  }

  /**
   * Rajamanoharan et al., "Improving dictionary learning with gated sparse autoencoders": on where
   * the gate's h is positive; the magnitude shares the gate's weights, scaled and shifted.
   */
  record Gated(NDArray scale, NDArray shift) implements Sparsifier {
    @Override
    public NDArray apply(NDArray h) {
      return h.mul(scale).add(shift).maximum(0).mul(h.gt(0).toType(DataType.FLOAT32, false));
    }
  }

  /** The latents in k runs; the largest of max(h, 0) in each. */
  record GroupMax(int k) implements Sparsifier {
    @Override
    public NDArray apply(NDArray h) {
      long rows = h.getShape().get(0);
      long run = h.getShape().get(1) / k;
      NDArray groups = h.reshape(new Shape(rows * k, run));
      NDArray at = groups.argMax(1).reshape(new Shape(rows * k, 1));
      NDArray best = groups.gather(at, 1).maximum(0);
      return groups.zerosLike().scatter(at, best, 1).reshape(h.getShape());
    }
  }
}
