package dev.facet.worker;

import com.google.gson.JsonObject;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.TensorInfo;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Weights in fp16, as most language models are published. */
final class HalfPrecision {

  private HalfPrecision() {}

  /**
   * Writes a checkpoint's tensors as fp16.
   *
   * @param shift added to the first number of a tensor, by its name
   */
  static void write(Path checkpoint, Path target, ToDoubleFunction<String> shift)
      throws IOException {
    JsonObject header = new JsonObject();
    List<byte[]> tensors = new ArrayList<>();
    long at = 0;
    try (Checkpoint weights = Checkpoint.open(checkpoint)) {
      for (String name : weights.names()) {
        TensorInfo info = weights.info(name);
        float[] values = weights.floats(name);
        ByteBuffer half = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
          double moved = values[i] + (i == 0 ? shift.applyAsDouble(name) : 0);
          half.putShort(Float.floatToFloat16((float) moved));
        }
        JsonObject entry = new JsonObject();
        entry.addProperty("dtype", "F16");
        entry.add("shape", new com.google.gson.Gson().toJsonTree(info.shape()));
        entry.add(
            "data_offsets",
            new com.google.gson.Gson().toJsonTree(new long[] {at, at + half.capacity()}));
        header.add(name, entry);
        tensors.add(half.array());
        at += half.capacity();
      }
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(target))) {
      out.writeLong(Long.reverseBytes(json.length));
      out.write(json);
      for (byte[] tensor : tensors) {
        out.write(tensor);
      }
    }
  }
}
