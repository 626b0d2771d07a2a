package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Content fingerprints: 16 hexadecimal digits of SHA-256. Tensors of equal names, shapes and values
 * have equal fingerprints whatever the number format, their order in the file or the folder's name.
 */
public final class Fingerprint {

  private static final int DIGITS = 16;
  private static final int CHUNK = 1 << 16;

  private Fingerprint() {}

  /**
   * The fingerprint of the tensors that are chosen, over names, shapes and values widened to fp32.
   *
   * @param naming the name under which a tensor counts, or null to leave it out: a vision tower has
   *     one fingerprint whether its keys start with {@code vision_tower.} or not
   */
  public static String ofTensors(Checkpoint checkpoint, NamingRule naming) {
    Map<String, String> chosen = new TreeMap<>();
    for (String name : checkpoint.names()) {
      String counted = naming.name(name);
      if (counted != null) {
        chosen.put(counted, name);
      }
    }
    MessageDigest digest = sha256();
    for (Map.Entry<String, String> e : chosen.entrySet()) {
      TensorInfo info = checkpoint.info(e.getValue());
      add(digest, e.getKey(), info.shape());
      checkpoint.forEachPiece(e.getValue(), piece -> add(digest, piece));
    }
    return shorten(digest);
  }

  /** Chooses and renames tensors; {@code name -> name} takes all as they are. */
  @FunctionalInterface
  public interface NamingRule {
    @Nullable String name(String tensor);
  }

  /** The fingerprint of whole files: their names and bytes, in the list's order. */
  public static String ofFiles(List<Path> files) {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[CHUNK];
    for (Path file : files) {
      digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          digest.update(chunk, 0, n);
        }
      } catch (IOException e) {
        throw FacetException.badInput("Cannot read " + file, e);
      }
    }
    return shorten(digest);
  }

  /** The fingerprint of a text, such as a list of file names and sizes. */
  public static String ofText(String text) {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return shorten(digest);
  }

  private static void add(MessageDigest digest, String name, long[] shape) {
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    ByteBuffer sizes = ByteBuffer.allocate(8 * shape.length + 1).order(ByteOrder.LITTLE_ENDIAN);
    for (long s : shape) {
      sizes.putLong(s);
    }
    digest.update(sizes.array());
  }

  private static void add(MessageDigest digest, FloatBuffer floats) {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    while (floats.hasRemaining()) {
      int n = Math.min(CHUNK / 4, floats.remaining());
      bytes.asFloatBuffer().put(floats.slice(floats.position(), n));
      floats.position(floats.position() + n);
      digest.update(bytes.array(), 0, 4 * n);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static String shorten(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }
}
