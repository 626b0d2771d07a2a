package dev.facet.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Many whole numbers in a small message: little-endian int32 in base64. */
public record PackedInts(String base64) {

  public static PackedInts of(int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return new PackedInts(Base64.getEncoder().encodeToString(bytes.array()));
  }

  public int[] values() {
    byte[] bytes = Base64.getDecoder().decode(base64);
    int[] values = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }
}
