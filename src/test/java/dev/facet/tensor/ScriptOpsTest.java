package dev.facet.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptOpsTest {

  private static final String SOURCE =
      """
      def twice(x: Tensor) -> Tensor:
        return torch.mul(x, 2.)
      class Ops(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def scaled(self: __torch__.Ops, x: Tensor, by: float, times: int) -> Tensor:
          y = torch.mul(x, by)
          for i in range(times):
            y = __torch__.twice(y)
          return y
        def fill(self: __torch__.Ops, cache: List[Tensor], at: int, value: Tensor) -> Tensor:
          _0 = torch.copy_(torch.narrow(cache[0], 0, at, 1), value)
          return value
        def both(self: __torch__.Ops, x: Tensor) -> Tuple[Tensor, Tensor]:
          return (x, torch.neg(x))
      """;

  private NDManager manager;
  private ScriptOps ops;

  @BeforeEach
  void compile() {
    manager = Torch.newManager();
    ops = ScriptOps.compile(manager, SOURCE);
  }

  @AfterEach
  void close() {
    ops.close();
    manager.close();
  }

  @Test
  void numbersAndLoopsArrive() {
    NDArray y = ops.call(manager, "scaled", manager.create(new float[] {1, -2}), 0.5, 3);
    assertArrayEquals(new float[] {4, -8}, y.toFloatArray());
  }

  @Test
  void writesIntoAListStayVisible() {
    try (TensorList cache =
        new TensorList(List.of(manager.zeros(new ai.djl.ndarray.types.Shape(3))))) {
      NDArray ignored = ops.call(manager, "fill", cache, 1, manager.create(new float[] {7}));
      assertEquals(1, ignored.size());
      assertArrayEquals(new float[] {0, 7, 0}, cache.get(0).toFloatArray());
      assertEquals(12, cache.bytes());
    }
  }

  @Test
  void tuplesComeBackAsLists() {
    NDList both = ops.callList(manager, "both", manager.create(new float[] {3}));
    assertEquals(2, both.size());
    assertEquals(-3, both.get(1).toFloatArray()[0]);
  }

  @Test
  void wrongSourceIsAnEngineError() {
    FacetException e =
        assertThrows(
            FacetException.class, () -> ScriptOps.compile(manager, "class Ops(Module):\n  oops"));
    assertEquals(FacetException.Kind.ENGINE, e.kind());
  }

  @Test
  void aScopeFreesWhatItDoesNotPass() {
    NDArray longLived = manager.create(new float[] {1, 2});
    NDArray result;
    NDArray temporary;
    try (NdScope scope = new NdScope()) {
      temporary = longLived.mul(3);
      result = scope.pass(temporary.add(1));
    }
    assertArrayEquals(new float[] {4, 7}, result.toFloatArray());
    assertTrue(isReleased(temporary));
    try (NdScope outer = new NdScope()) {
      try (NdScope inner = new NdScope()) {
        result = inner.pass(longLived.add(5));
      }
      assertFalse(isReleased(result));
      assertEquals(2, outer.release(longLived.add(1)).size());
    }
    assertTrue(isReleased(result));
    assertFalse(isReleased(longLived));
  }

  private static boolean isReleased(NDArray array) {
    return ((ai.djl.pytorch.engine.PtNDArray) array).isReleased();
  }
}
