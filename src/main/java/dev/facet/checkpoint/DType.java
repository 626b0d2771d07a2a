package dev.facet.checkpoint;

import dev.facet.core.FacetException;

/** The number formats that are read; all are widened (or narrowed) to fp32. */
public enum DType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /**
   * The type that a safetensors header names.
   *
   * @param where the tensor and file, for the error
   * @throws FacetException when it is unknown, or one of the 8-bit and 4-bit floats that are not
   *     read
   */
  static DType named(String name, String where) {
    for (DType d : values()) {
      if (d.name().equals(name)) {
        return d;
      }
    }
    throw FacetException.badInput(
        where
            + (name.startsWith("F8") || name.startsWith("F6") || name.startsWith("F4")
                ? " has dtype "
                    + name
                    + ", a quantised float that Facet does not read; convert it to BF16"
                : " has the unknown dtype '"
                    + name
                    + "'; expected one such as F32, F16, BF16 or I64"));
  }
}
