package dev.facet.model;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.DType;
import dev.facet.checkpoint.Fingerprint;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether one vision tower is the other with its weights rounded to a shorter format, as a LLaVA in
 * fp16 holds the fp32 CLIP that it was built on. Their fingerprints differ then, and nothing else
 * does.
 */
public final class TowerRounding {

  private TowerRounding() {}

  /**
   * Compares two towers tensor by tensor, each in the shorter of its two formats.
   *
   * @return the shorter format; empty when they are not the same tower
   */
  public static Optional<DType> between(Checkpoint first, Checkpoint second) {
    Map<String, String> ours = names(first);
    Map<String, String> theirs = names(second);
    if (ours.isEmpty() || !ours.keySet().equals(theirs.keySet())) {
      return Optional.empty();
    }
    DType shortest = DType.F32;
    for (Map.Entry<String, String> our : ours.entrySet()) {
      String name = our.getValue();
      String other = theirs.get(our.getKey());
      DType format = shorter(first.info(name).dtype(), second.info(other).dtype());
      if (!Arrays.equals(first.info(name).shape(), second.info(other).shape())
          || !equal(first.floats(name), second.floats(other), format)) {
        return Optional.empty();
      }
      shortest = shorter(shortest, format);
    }
    return Optional.of(shortest);
  }

  private static Map<String, String> names(Checkpoint weights) {
    Fingerprint.NamingRule naming = TowerFingerprint.naming(weights);
    Map<String, String> names = new TreeMap<>();
    for (String name : weights.names()) {
      String counted = naming.name(name);
      if (counted != null) {
        names.put(counted, name);
      }
    }
    return names;
  }

  private static DType shorter(DType a, DType b) {
    return a == DType.BF16 || b == DType.BF16
        ? DType.BF16
        : a == DType.F16 || b == DType.F16 ? DType.F16 : DType.F32;
  }

  private static boolean equal(float[] a, float[] b, DType format) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i] && round(a[i], format) != round(b[i], format)) {
        return false;
      }
    }
    return true;
  }

  /** To the nearest, ties to even. */
  private static float round(float x, DType format) {
    return switch (format) {
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(x));
      case BF16 -> {
        int bits = Float.floatToRawIntBits(x);
        yield Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
      }
      default -> x;
    };
  }
}
