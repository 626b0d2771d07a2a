package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Arithmetic;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.ScriptValue;
import dev.facet.tensor.TensorList;
import dev.facet.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The weights of a stack of layers as the script functions take them: tensors, and in {@link
 * Arithmetic#FAST} the packed matrices. One layer's fp32 matrices are in memory at a time where the
 * arithmetic is another.
 */
final class LayerWeights {

  /** Largest number of fp16. */
  private static final float LARGEST = 65504;

  /** A matrix that fp16 cannot hold; the model is then opened in fp32. */
  static final class OutOfRange extends RuntimeException {
    OutOfRange(float value) {
      super("Computing in fp32: a weight of " + value + " is more than fp16 can hold");
    }
  }

  private final ScriptOps ops;
  private final NDManager manager;
  private final Arithmetic arithmetic;
  private final NDArray none;
  private final ScriptValue packed;
  private final List<NDArray> list = new ArrayList<>();

  private LayerWeights(ScriptOps ops, Weights w) {
    this.ops = ops;
    this.manager = w.manager();
    this.arithmetic = w.arithmetic();
    this.none = w.none();
    this.packed = ops.keep("no_packed").ownedBy(manager);
  }

  /**
   * Reads layers one after the other.
   *
   * @param w where they come from; it names the arithmetic
   * @param layer its slots
   * @param matrices which slots are matrices; the slot behind each is its bias
   */
  static LayerWeights read(
      ScriptOps ops, Weights w, int layers, IntFunction<List<NDArray>> layer, int... matrices) {
    LayerWeights weights = new LayerWeights(ops, w);
    for (int l = 0; l < layers; l++) {
      List<NDArray> slots = new ArrayList<>(layer.apply(l));
      for (int slot : matrices) {
        NDArray matrix = slots.get(slot);
        NDArray kept = weights.keep(matrix, slots.get(slot + 1));
        if (kept != matrix) {
          slots.set(slot, kept);
          matrix.close();
        }
      }
      weights.list.addAll(slots);
    }
    return weights;
  }

  /**
   * Takes one more matrix after all layers.
   *
   * @return what the script gets in its place; the matrix stays the caller's
   */
  NDArray keep(NDArray matrix) {
    return keep(matrix, none);
  }

  private NDArray keep(NDArray matrix, NDArray bias) {
    return switch (arithmetic) {
      case FP32 -> matrix;
      case BF16 -> ops.call(manager, "bf16", matrix);
      case FAST -> {
        try (NdScope scope = new NdScope()) {
          float largest = ops.call(manager, "largest", matrix).toFloatArray()[0];
          if (largest > LARGEST) {
            throw new OutOfRange(largest);
          }
          ops.keep("pack", packed, matrix, bias).close();
          yield scope.pass(ops.call(manager, "shape_of", matrix));
        }
      }
    };
  }

  /** All slots of all layers; closed with the manager. */
  TensorList tensors() {
    return new TensorList(list).ownedBy(manager);
  }

  /** The packed matrices in the order in which they came; empty where the arithmetic has none. */
  ScriptValue packed() {
    return packed;
  }
}
