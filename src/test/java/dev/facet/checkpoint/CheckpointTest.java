package dev.facet.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.Fixtures;
import dev.facet.checkpoint.TorchWriter.TorchTensor;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckpointTest {

  private static Map<String, FloatTensor> some() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("w", FloatTensor.of(new float[] {1, -2.5f, 3e-8f, 4096, 0.1f, -0f}, 2, 3));
    tensors.put("scalar", FloatTensor.of(new float[] {7}));
    tensors.put("nothing", FloatTensor.of(new float[0], 0, 4));
    return tensors;
  }

  @Test
  void writesWhatItReads(@TempDir Path folder) {
    Path file = folder.resolve("t.safetensors");
    SafetensorsWriter.write(file, some(), Map.of("made by", "a test \"with\" ümlaut"));
    try (Checkpoint c = Checkpoint.open(file)) {
      assertEquals(List.of("w", "scalar", "nothing"), List.copyOf(c.names()));
      assertEquals("a test \"with\" ümlaut", c.metadata().get("made by"));
      for (String name : c.names()) {
        assertEquals(some().get(name), c.tensor(name));
      }
    }
  }

  @Test
  void narrowFormatsAreRounded(@TempDir Path folder) {
    for (DType dtype : List.of(DType.F16, DType.BF16)) {
      Path file = folder.resolve(dtype + ".safetensors");
      SafetensorsWriter.write(file, some(), Map.of(), dtype);
      try (Checkpoint c = Checkpoint.open(file)) {
        assertEquals(dtype, c.info("w").dtype());
        float[] w = c.floats("w");
        assertArrayEquals(new float[] {1, -2.5f}, new float[] {w[0], w[1]});
        assertEquals(0.1f, w[4], dtype == DType.F16 ? 3e-5 : 3e-4);
      }
    }
  }

  /** Numbers that all formats hold, enough for several threads and with a rest that is no pair. */
  private static FloatTensor many() {
    float[] data = new float[1_300_003];
    for (int i = 0; i < data.length; i++) {
      data[i] = (i % 251 - 125) * (1 << i % 7);
    }
    return FloatTensor.of(data, data.length);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F16", "BF16"})
  void largeTensorsAreReadInPieces(DType dtype, @TempDir Path folder) {
    Path file = folder.resolve("large.safetensors");
    SafetensorsWriter.write(file, Map.of("w", many()), Map.of(), dtype);
    try (Checkpoint c = Checkpoint.open(file)) {
      float[] read = new float[many().data().length];
      ByteBuffer direct = ByteBuffer.allocateDirect(4 * read.length + 12);
      FloatBuffer little = direct.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().position(3);
      c.read("w", little);
      assertFalse(little.hasRemaining());
      little.position(3).get(read);
      assertArrayEquals(many().data(), read);
      FloatBuffer big = direct.order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
      c.read("w", big);
      big.flip().get(read);
      assertArrayEquals(many().data(), read);
      assertArrayEquals(many().data(), c.floats("w"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "BF16"})
  void aFileThatIsCutOffMeanwhileIsNamed(DType dtype, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("cut.safetensors");
    SafetensorsWriter.write(file, Map.of("w", many()), Map.of(), dtype);
    try (Checkpoint c = Checkpoint.open(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() / 2);
      }
      FloatBuffer target =
          ByteBuffer.allocateDirect(4 * many().data().length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      FacetException e = assertThrows(FacetException.class, () -> c.read("w", target));
      assertTrue(e.getMessage().contains("cut.safetensors was cut off"), e.getMessage());
    }
  }

  @Test
  void torchFilesAreWrittenAndRead(@TempDir Path folder) throws IOException {
    Map<String, TorchTensor> state = new LinkedHashMap<>();
    some().forEach((name, t) -> state.put(name, TorchTensor.of(t)));
    state.put("k", TorchTensor.int32(5));
    state.put("sizes", TorchTensor.int64(3, 1L << 40));
    Path file = folder.resolve("ae.pt");
    TorchWriter.write(file, state);
    try (Checkpoint c = Checkpoint.open(file)) {
      assertEquals("torch zip archive", c.format());
      some().forEach((name, t) -> assertEquals(t, c.tensor(name)));
      assertEquals(DType.I32, c.info("k").dtype());
      assertArrayEquals(new float[] {5}, c.floats("k"));
      assertArrayEquals(new float[] {3, 1L << 40}, c.floats("sizes"));
    }
  }

  @Test
  void shardsAreOneCheckpoint(@TempDir Path folder) throws IOException {
    SafetensorsWriter.write(
        folder.resolve("a.safetensors"), Map.of("x", FloatTensor.of(new float[] {1}, 1)), Map.of());
    SafetensorsWriter.write(
        folder.resolve("b.safetensors"), Map.of("y", FloatTensor.of(new float[] {2}, 1)), Map.of());
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(
        index, "{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"b.safetensors\"}}");
    try (Checkpoint c = Checkpoint.open(folder)) {
      assertArrayEquals(new float[] {2}, c.floats("y"));
      assertEquals(2, c.files().size());
    }
    Files.delete(folder.resolve("b.safetensors"));
    FacetException e = assertThrows(FacetException.class, () -> Checkpoint.open(folder));
    assertTrue(e.getMessage().contains("b.safetensors"), e.getMessage());
    Files.writeString(index, "{\"weight_map\": {\"x\": \"../../etc/passwd\"}}");
    assertThrows(FacetException.class, () -> Checkpoint.open(folder));
  }

  @Test
  void fingerprintsFollowContentOnly(@TempDir Path folder) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(some());
    SafetensorsWriter.write(folder.resolve("a.safetensors"), tensors, Map.of("x", "y"));
    Map<String, FloatTensor> reordered = new LinkedHashMap<>();
    List.of("nothing", "w", "scalar").forEach(n -> reordered.put(n, tensors.get(n)));
    SafetensorsWriter.write(folder.resolve("b.safetensors"), reordered, Map.of());
    String a = fingerprint(folder.resolve("a.safetensors"));
    assertEquals(16, a.length());
    assertEquals(a, fingerprint(folder.resolve("b.safetensors")));
    reordered.put("w", FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    SafetensorsWriter.write(folder.resolve("c.safetensors"), reordered, Map.of());
    assertNotEquals(a, fingerprint(folder.resolve("c.safetensors")));
  }

  private static String fingerprint(Path file) {
    try (Checkpoint c = Checkpoint.open(file)) {
      return Fingerprint.ofTensors(c, name -> name);
    }
  }

  @Test
  void quantisedFloatsAreRefusedByName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("f8.safetensors");
    String header = "{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    byte[] bytes = new byte[8 + header.length() + 1];
    bytes[0] = (byte) header.length();
    System.arraycopy(header.getBytes(StandardCharsets.UTF_8), 0, bytes, 8, header.length());
    Files.write(file, bytes);
    FacetException e = assertThrows(FacetException.class, () -> Checkpoint.open(file));
    assertTrue(e.getMessage().contains("F8_E4M3"), e.getMessage());
  }

  @Test
  void aMissingTensorIsNamedWithWhatThereIs() {
    try (Checkpoint c = Checkpoint.open(Fixtures.model("clip"))) {
      FacetException e = assertThrows(FacetException.class, () -> c.floats("nonsense"));
      assertTrue(e.getMessage().contains("nonsense"), e.getMessage());
      assertTrue(e.getMessage().contains("clip"), e.getMessage());
    }
  }
}
