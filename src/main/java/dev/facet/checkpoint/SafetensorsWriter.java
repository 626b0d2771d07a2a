package dev.facet.checkpoint;

import com.google.gson.stream.JsonWriter;
import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Writes safetensors files as the reference library does: header padded to 8 bytes, no holes. */
public final class SafetensorsWriter {

  private static final int CHUNK = 1 << 14;

  private SafetensorsWriter() {}

  /**
   * Writes all tensors as F32, in the map's order, atomically.
   *
   * @throws FacetException when the file cannot be written
   */
  public static void write(
      Path file, Map<String, FloatTensor> tensors, Map<String, String> metadata) {
    write(file, tensors, metadata, DType.F32);
  }

  /**
   * Writes all tensors in one number format.
   *
   * @param dtype F32, F16 or BF16; the narrow ones are rounded to nearest, ties to even
   */
  public static void write(
      Path file, Map<String, FloatTensor> tensors, Map<String, String> metadata, DType dtype) {
    if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
      throw FacetException.badInput("Weights are written as F32, F16 or BF16, not as " + dtype);
    }
    byte[] header = header(tensors, metadata, dtype);
    AtomicFile.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
          out.write(header);
          for (FloatTensor t : tensors.values()) {
            write(out, t.data(), dtype);
          }
        });
  }

  private static byte[] header(
      Map<String, FloatTensor> tensors, Map<String, String> metadata, DType dtype) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name("__metadata__").beginObject();
        for (Map.Entry<String, String> e : metadata.entrySet()) {
          json.name(e.getKey()).value(e.getValue());
        }
        json.endObject();
      }
      long at = 0;
      for (Map.Entry<String, FloatTensor> e : tensors.entrySet()) {
        json.name(e.getKey()).beginObject().name("dtype").value(dtype.name());
        json.name("shape").beginArray();
        for (long s : e.getValue().shape()) {
          json.value(s);
        }
        long end = at + (long) dtype.bytes() * e.getValue().data().length;
        json.endArray().name("data_offsets").beginArray().value(at).value(end).endArray();
        json.endObject();
        at = end;
      }
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int padding = -text.toString().getBytes(StandardCharsets.UTF_8).length & 7;
    return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(OutputStream out, float[] data, DType dtype) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < data.length; done += CHUNK) {
      bytes.clear();
      int end = Math.min(data.length, done + CHUNK);
      for (int i = done; i < end; i++) {
        switch (dtype) {
          case F16 -> bytes.putShort(Float.floatToFloat16(data[i]));
          case BF16 -> bytes.putShort(bfloat16(data[i]));
          default -> bytes.putFloat(data[i]);
        }
      }
      out.write(bytes.array(), 0, bytes.position());
    }
  }

  /** Rounds to nearest, ties to even; NaN stays NaN. */
  private static short bfloat16(float f) {
    int bits = Float.floatToRawIntBits(f);
    if (Float.isNaN(f)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }
}
