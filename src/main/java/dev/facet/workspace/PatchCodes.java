package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The codes of one latent on one image, sparse: patch indices in raster order with a code each.
 * Packed as little-endian pairs (patch uint16, code float32), which is also how they lie on disk.
 * Immutable.
 */
public final class PatchCodes {

  private static final int PAIR = Short.BYTES + Float.BYTES;

  /** Most patches an image can have: indices are unsigned 16-bit. */
  public static final int MAX_PATCHES = 1 << 16;

  private final byte[] packed;

  private PatchCodes(byte[] packed) {
    this.packed = packed;
  }

  /**
   * @param patches ascending patch indices; the first {@code count} entries are read
   * @param codes their codes
   */
  public static PatchCodes of(int[] patches, float[] codes, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(count * PAIR).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      buffer.putShort((short) patches[i]).putFloat(codes[i]);
    }
    return new PatchCodes(buffer.array());
  }

  static PatchCodes ofPacked(byte[] packed) {
    if (packed.length % PAIR != 0) {
      throw FacetException.badInput(
          "The study holds a heat map of "
              + packed.length
              + " bytes, expected a multiple of "
              + PAIR
              + "; the study is damaged");
    }
    return new PatchCodes(packed);
  }

  byte[] packed() {
    return packed;
  }

  /** How many patches fire. */
  public int count() {
    return packed.length / PAIR;
  }

  public int patch(int i) {
    return Short.toUnsignedInt(view().getShort(i * PAIR));
  }

  public float code(int i) {
    return view().getFloat(i * PAIR + Short.BYTES);
  }

  /** Sum of the codes, added in patch order. */
  public double sum() {
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      sum += code(i);
    }
    return sum;
  }

  /** Largest code, or 0 where none fires. */
  public float max() {
    float max = 0;
    for (int i = 0; i < count(); i++) {
      max = Math.max(max, code(i));
    }
    return max;
  }

  /**
   * The whole map in raster order, 0 where the latent does not fire [P].
   *
   * @param patches P
   * @throws FacetException when a stored index lies outside the grid
   */
  public float[] dense(int patches) {
    float[] map = new float[patches];
    for (int i = 0; i < count(); i++) {
      if (patch(i) >= patches) {
        throw FacetException.badInput(
            "The study holds a heat map with patch "
                + patch(i)
                + ", expected less than "
                + patches
                + "; the study is damaged");
      }
      map[patch(i)] = code(i);
    }
    return map;
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PatchCodes codes && Arrays.equals(packed, codes.packed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(packed);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("PatchCodes[");
    for (int i = 0; i < count(); i++) {
      text.append(i > 0 ? ", " : "").append(patch(i)).append(": ").append(code(i));
    }
    return text.append(']').toString();
  }
}
