package dev.facet.checkpoint;

import dev.facet.checkpoint.ZipDirectory.Member;
import dev.facet.core.FacetException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** numpy's archives: a zip of .npy files (NEP 1). Object arrays, which are pickles, are refused. */
final class NpzReader {

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']{1,16})',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([0-9L,\\s]*)\\),?\\s*\\}\\s*");

  private final String file;

  NpzReader(String file) {
    this.file = file;
  }

  Contents read(Map<String, Member> members) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Member m : members.values()) {
      if (m.name().endsWith(".npy")) {
        String name = m.name().substring(0, m.name().length() - ".npy".length());
        tensors.put(name, array(name, ZipDirectory.content(file, m)));
      }
    }
    return Contents.ofTensors("npz", tensors);
  }

  private StoredTensor array(String name, MemorySegment npy) {
    String where = "Array '" + name + "' of " + file;
    if (npy.byteSize() < 12 || npy.get(ValueLayout.JAVA_BYTE, 0) != (byte) 0x93) {
      throw FacetException.badInput(where + " has no numpy header");
    }
    int major = npy.get(ValueLayout.JAVA_BYTE, 6);
    boolean wide = major >= 2;
    long length =
        wide
            ? npy.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 8)
                & 0xFFFFFFFFL
            : npy.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 8)
                & 0xFFFFL;
    int start = wide ? 12 : 10;
    if (major < 1 || major > 3 || length > npy.byteSize() - start || length > 1 << 16) {
      throw FacetException.badInput(where + " has an impossible numpy header");
    }
    String header =
        new String(
            npy.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    Matcher m = HEADER.matcher(header);
    if (!m.matches()) {
      throw FacetException.badInput(
          where + " has a numpy header that is no plain description of an array");
    }
    String descr = m.group(1);
    long[] shape = shape(where, m.group(3));
    DType dtype = dtype(where, descr);
    long[] strides = StoredTensor.contiguousStrides(shape);
    long size = dtype.bytes();
    try {
      for (long s : shape) {
        size = Math.multiplyExact(size, s);
      }
    } catch (ArithmeticException e) {
      throw FacetException.badInput(
          where + " has a shape that overflows: " + Arrays.toString(shape), e);
    }
    MemorySegment data = npy.asSlice(start + length);
    if (size > data.byteSize()) {
      throw FacetException.badInput(
          where + " is truncated: expected " + size + " bytes of data, found " + data.byteSize());
    }
    if (m.group(2).equals("True")) {
      long step = 1;
      for (int d = 0; d < shape.length; d++) {
        strides[d] = step;
        step *= shape[d];
      }
    }
    return new StoredTensor(
        new TensorInfo(name, dtype, shape),
        data.asSlice(0, size),
        0,
        strides,
        descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private static long[] shape(String where, String text) {
    try {
      return Arrays.stream(text.split(","))
          .map(s -> s.strip().replace("L", ""))
          .filter(s -> !s.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw FacetException.badInput(
          where + " has a numpy header with a shape that overflows: (" + text + ")", e);
    }
  }

  private static DType dtype(String where, String descr) {
    return switch (descr.substring(1)) {
      case "f8" -> DType.F64;
      case "f4" -> DType.F32;
      case "f2" -> DType.F16;
      case "i8" -> DType.I64;
      case "i4" -> DType.I32;
      case "i2" -> DType.I16;
      case "i1" -> DType.I8;
      case "u8" -> DType.U64;
      case "u4" -> DType.U32;
      case "u2" -> DType.U16;
      case "u1" -> DType.U8;
      case "b1" -> DType.BOOL;
      default ->
          throw FacetException.badInput(
              where
                  + (descr.contains("O")
                      ? " is an object array, which is a pickle; such arrays are never opened"
                      : " has dtype '" + descr + "', which is not read"));
    };
  }
}
