package dev.facet.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.DType;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.Arithmetic;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large and small weights of one checkpoint, in slabs and each alone. */
final class WeightsTest {

  @ParameterizedTest
  @EnumSource(
      value = Arithmetic.class,
      names = {"FP32", "FAST"})
  void holdsWhatTheFileHolds(Arithmetic arithmetic, @TempDir Path folder) {
    Path file = folder.resolve("weights.safetensors");
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    Random random = new Random(4);
    tensors.put("first", numbers(random, 701, 509));
    tensors.put("bias", numbers(random, 1, 7));
    tensors.put("second", numbers(random, 1031, 257));
    tensors.put("third", numbers(random, 3, 100_003));
    SafetensorsWriter.write(file, tensors, Map.of(), DType.BF16);
    try (NDManager manager = Torch.newManager();
        Checkpoint checkpoint = Checkpoint.open(file)) {
      Weights weights = new Weights(checkpoint, manager, arithmetic);
      Map<String, NDArray> read = new LinkedHashMap<>();
      tensors.forEach((name, t) -> read.put(name, weights.at("").get(name, t.shape())));
      read.get("first").addi(1);
      tensors.forEach(
          (name, t) -> {
            float[] expected = t.data().clone();
            for (int i = 0; name.equals("first") && i < expected.length; i++) {
              expected[i] += 1;
            }
            assertArrayEquals(expected, read.get(name).toFloatArray(), name);
            assertEquals(0, address(read.get(name)) % 64, name);
          });
      if (arithmetic == Arithmetic.FP32) {
        assertEquals(0, address(read.get("first")) % (2 << 20), "at a huge page");
      }
    }
  }

  private static long address(NDArray array) {
    return MemorySegment.ofBuffer(array.toByteBuffer(true)).address();
  }

  /** Numbers that bf16 holds exactly. */
  private static FloatTensor numbers(Random random, int rows, int columns) {
    float[] data = new float[rows * columns];
    for (int i = 0; i < data.length; i++) {
      data[i] = Float.intBitsToFloat(Float.floatToRawIntBits(random.nextFloat() - 0.5f) & ~0xFFFF);
    }
    return FloatTensor.of(data, rows, columns);
  }
}
