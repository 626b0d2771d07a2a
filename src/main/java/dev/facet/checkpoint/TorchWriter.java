package dev.facet.checkpoint;

import dev.facet.core.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a state dict as {@code torch.save} does: a zip of stored members whose data begin at
 * multiples of 64 bytes, and a pickle (protocol 2) that names them. {@code torch.load(file,
 * weights_only=True)} reads it.
 */
public final class TorchWriter {

  private static final int ALIGNMENT = 64;

  private TorchWriter() {}

  /**
   * A tensor as it is stored.
   *
   * @param dtype F32, I32 or I64
   * @param shape sizes; empty for a single number
   * @param bytes the elements in C order, little endian
   */
  public record TorchTensor(DType dtype, long[] shape, byte[] bytes) {

    public static TorchTensor of(FloatTensor tensor) {
      ByteBuffer bytes =
          ByteBuffer.allocate(4 * tensor.data().length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(tensor.data());
      return new TorchTensor(DType.F32, tensor.shape(), bytes.array());
    }

    public static TorchTensor scalar(float value) {
      return of(FloatTensor.of(new float[] {value}));
    }

    public static TorchTensor int32(int value) {
      return new TorchTensor(
          DType.I32,
          new long[0],
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    public static TorchTensor int64(long... values) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(values);
      return new TorchTensor(DType.I64, new long[] {values.length}, bytes.array());
    }

    private String storageClass() {
      return switch (dtype) {
        case I32 -> "IntStorage";
        case I64 -> "LongStorage";
        default -> "FloatStorage";
      };
    }
  }

  /**
   * Writes the file, atomically. Torch calls the top folder after the file's stem, and so do we.
   *
   * @throws dev.facet.core.FacetException when it cannot be written
   */
  public static void write(Path file, Map<String, TorchTensor> tensors) {
    String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    AtomicFile.write(
        file,
        out -> {
          Archive zip = new Archive(out, stem);
          zip.add("data.pkl", pickle(tensors));
          zip.add(".format_version", ascii("1"));
          zip.add(".storage_alignment", ascii(Integer.toString(ALIGNMENT)));
          zip.add("byteorder", ascii("little"));
          int i = 0;
          for (TorchTensor t : tensors.values()) {
            zip.add("data/" + i++, t.bytes);
          }
          zip.add("version", ascii("3\n"));
          zip.finish();
        });
  }

  private static byte[] pickle(Map<String, TorchTensor> tensors) {
    Pickle p = new Pickle();
    p.op(0x80).op(2).op('}').op('(');
    int i = 0;
    for (Map.Entry<String, TorchTensor> e : tensors.entrySet()) {
      TorchTensor t = e.getValue();
      p.text(e.getKey());
      p.global("torch._utils", "_rebuild_tensor_v2").op('(');
      p.op('(').text("storage").global("torch", t.storageClass());
      p.text(Integer.toString(i++)).text("cpu");
      p.integer(t.bytes.length / t.dtype.bytes()).op('t').op('Q');
      p.integer(0).sizes(t.shape).sizes(StoredTensor.contiguousStrides(t.shape)).op(0x89);
      p.global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
    }
    return p.op('u').op('.').bytes();
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  /** The few opcodes that a state dict needs. */
  private static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle op(int opcode) {
      out.write(opcode);
      return this;
    }

    Pickle text(String s) {
      byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
      return op('X').int32(utf8.length).raw(utf8);
    }

    Pickle global(String module, String name) {
      return op('c').raw(ascii(module + "\n" + name + "\n"));
    }

    Pickle integer(long value) {
      if (value == (int) value) {
        return op('J').int32((int) value);
      }
      op(0x8a).op(8);
      return raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    Pickle sizes(long[] sizes) {
      op('(');
      for (long s : sizes) {
        integer(s);
      }
      return op('t');
    }

    private Pickle int32(int value) {
      return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private Pickle raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  /** A zip of stored members that are padded as torch pads them: by an extra field "FB". */
  private static final class Archive {
    private final Counting counting;
    private final ZipOutputStream zip;
    private final String folder;

    Archive(OutputStream out, String folder) {
      counting = new Counting(out);
      zip = new ZipOutputStream(counting);
      this.folder = folder;
    }

    void add(String name, byte[] content) throws IOException {
      ZipEntry entry = new ZipEntry(folder + "/" + name);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setCrc(crc.getValue());
      entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
      zip.flush();
      long header = counting.count + 30 + entry.getName().getBytes(StandardCharsets.UTF_8).length;
      int padding = (int) (-(header + 4) & (ALIGNMENT - 1));
      ByteBuffer extra = ByteBuffer.allocate(4 + padding).order(ByteOrder.LITTLE_ENDIAN);
      extra.put((byte) 'F').put((byte) 'B').putShort((short) padding);
      entry.setExtra(extra.array());
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    }

    void finish() throws IOException {
      zip.finish();
      zip.flush();
    }
  }

  private static final class Counting extends FilterOutputStream {
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      out.write(b, off, len);
      count += len;
    }
  }
}
