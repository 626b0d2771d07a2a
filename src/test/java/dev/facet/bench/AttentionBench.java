package dev.facet.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.model.ModelFolder;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.ScriptValue;
import dev.facet.tensor.TensorList;
import dev.facet.tensor.Torch;
import java.util.List;
import java.util.Locale;

/**
 * Time and memory of one layer of Gemma 3's tower: 4,096 tokens of width 1152, 16 heads, whose
 * scores alone would take 1 GB if they were ever written down.
 */
public final class AttentionBench {
  private static final int TOKENS = 4096;
  private static final int WIDTH = 1152;
  private static final int HIDDEN = 4304;
  private static final int HEADS = 16;

  private AttentionBench() {}

  public static void main(String[] args) {
    try (NDManager manager = Torch.newManager();
        ScriptOps ops = ScriptOps.load(manager, ModelFolder.class, "network.torchscript");
        NdScope scope = new NdScope()) {
      NDArray x = manager.randomNormal(new Shape(1, TOKENS, WIDTH));
      NDArray none = manager.create(new Shape(0));
      TensorList weights =
          new TensorList(
              List.of(
                  manager.ones(new Shape(WIDTH)),
                  manager.zeros(new Shape(WIDTH)),
                  random(manager, 3 * WIDTH, WIDTH),
                  manager.zeros(new Shape(3 * WIDTH)),
                  none,
                  none,
                  random(manager, WIDTH, WIDTH),
                  manager.zeros(new Shape(WIDTH)),
                  none,
                  manager.ones(new Shape(WIDTH)),
                  manager.zeros(new Shape(WIDTH)),
                  random(manager, HIDDEN, WIDTH),
                  manager.zeros(new Shape(HIDDEN)),
                  random(manager, WIDTH, HIDDEN),
                  manager.zeros(new Shape(WIDTH)),
                  none));
      ScriptValue packed = ops.keep("no_packed");
      long before = Resident.now();
      long start = System.nanoTime();
      long[] no = {};
      ops.call(
          manager, "vit", x, weights, packed, 0, 1, HEADS, 1, 1e-6, none, none, none, no, no, no);
      System.out.printf(
          Locale.ROOT,
          "one layer over %d tokens: %.0f ms, peak %d MB above the %d MB before%n",
          TOKENS,
          (System.nanoTime() - start) / 1e6,
          (Resident.peak() - before) >> 20,
          before >> 20);
      packed.close();
      weights.close();
    }
  }

  private static NDArray random(NDManager manager, int rows, int columns) {
    return manager.randomNormal(new Shape(rows, columns)).muli(0.02);
  }
}
