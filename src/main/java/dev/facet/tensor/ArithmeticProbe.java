package dev.facet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Arithmetic;
import dev.facet.core.Arithmetic.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether this machine and its libtorch can compute in a mode, by trying it. */
public final class ArithmeticProbe {

  /** Computes in bf16 even where the CPU has no instructions for it: many times slower. */
  private static final String FORCE_BF16 = "facet.bf16.force";

  /** A product of 1 to 4 with ones, which both roundings leave exact. */
  private static final String SOURCE =
      """
      class Ops(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def fast(self: __torch__.Ops, x: Tensor, w: Tensor) -> Tensor:
          return ops.quantized.linear_dynamic_fp16(x, ops.quantized.linear_prepack_fp16(w, None))
        def bf16(self: __torch__.Ops, x: Tensor, w: Tensor) -> Tensor:
          return torch.to(torch.linear(torch.to(x, 15), torch.to(w, 15)), 6)
      """;

  private ArithmeticProbe() {}

  /** The mode that is asked for where it works, else fp32 and why. */
  public static Choice choose(Arithmetic wanted, NDManager manager) {
    return switch (wanted) {
      case FP32 -> Choice.of(wanted);
      case FAST ->
          works("fast", manager)
              ? Choice.of(wanted)
              : instead("the engine has no fp16 kernels for this processor");
      case BF16 -> {
        if (!Boolean.getBoolean(FORCE_BF16) && !hasMatrixUnit(Path.of("/proc/cpuinfo"))) {
          yield instead("bf16 is no faster on a processor without AMX");
        }
        yield works("bf16", manager)
            ? Choice.of(wanted)
            : instead("the engine has no bf16 kernels for this processor");
      }
    };
  }

  private static Choice instead(String reason) {
    return new Choice(Arithmetic.FP32, "Computing in fp32: " + reason);
  }

  /** Linux says it in the processor's flags; elsewhere there is no such processor. */
  static boolean hasMatrixUnit(Path cpuinfo) {
    try {
      return Files.isReadable(cpuinfo) && Files.readString(cpuinfo).contains("amx_bf16");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean works(String method, NDManager manager) {
    try (NdScope scope = new NdScope();
        ScriptOps ops = ScriptOps.compile(manager, SOURCE)) {
      NDArray x = manager.create(new float[] {1, 2, 3, 4}).reshape(1, 4);
      NDArray w = manager.ones(x.getShape());
      return ops.call(manager, method, x, w).toFloatArray()[0] == 10;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
