package dev.facet.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive without weights from source text, in the layout of {@code
 * torch.jit.save}: a zip with one folder that holds the source, an empty table of constants and a
 * pickle that makes one object of the class.
 */
final class ScriptModuleWriter {

  /** The class that the source must define: {@code class Ops(Module)}. */
  static final String CLASS_NAME = "Ops";

  /** Operator rules of the archive; 10 is what libtorch 2.x writes for current ones. */
  private static final String VERSION = "10\n";

  private ScriptModuleWriter() {}

  static byte[] write(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "ops/data.pkl", object());
      store(zip, "ops/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "ops/version", VERSION.getBytes(StandardCharsets.US_ASCII));
      store(zip, "ops/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Pickle protocol 2 of {@code Ops()} with the state {@code {"training": False}}: GLOBAL, BINPUT,
   * EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK, BINUNICODE, NEWFALSE, SETITEMS, BUILD, STOP.
   */
  private static byte[] object() {
    String pickle =
        "\u0080\u0002c__torch__\n" + CLASS_NAME + "\nq\0)\u0081}(X\u0008\0\0\0training\u0089ub.";
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
