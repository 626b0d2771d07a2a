package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.ScriptOps;

/** Learned positions of a square grid of patches, stretched to another grid. */
final class PositionTable {

  private PositionTable() {}

  /**
   * Bicubic interpolation, the CLS token's position aside.
   *
   * @param table [1, 1 + side², D]
   * @param side patches a side that the table was trained for
   * @param grid that is wanted
   * @param antialias as DINOv2 with registers does it
   * @return [1, 1 + patches, D]; the table itself where it fits
   */
  static NDArray resized(
      ScriptOps ops,
      NDManager manager,
      NDArray table,
      int side,
      PatchGrid grid,
      boolean antialias) {
    if (side == grid.rows() && side == grid.columns()) {
      return table;
    }
    try (NdScope scope = new NdScope()) {
      long width = table.getShape().get(2);
      NDArray square =
          table.get(new NDIndex(":, 1:")).reshape(1, side, side, width).transpose(0, 3, 1, 2);
      NDArray resized = ops.call(manager, "resize", square, grid.rows(), grid.columns(), antialias);
      NDArray flat = resized.transpose(0, 2, 3, 1).reshape(1, grid.patches(), width);
      return scope.release(table.get(new NDIndex(":, :1")).concat(flat, 1));
    }
  }
}
