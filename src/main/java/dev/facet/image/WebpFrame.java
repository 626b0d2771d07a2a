package dev.facet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first picture of a WebP file as a file of its own (RFC 9649, section 2.7): libwebp's decoder
 * knows no animations.
 *
 * @param file a WebP file with one picture
 * @param canvas where the picture lies
 */
record WebpFrame(byte[] file, FrameCanvas canvas) {

  /** RIFF's header: its name, a size, the format's name. */
  private static final int HEADER = 12;

  /** A chunk's name and size. */
  private static final int CHUNK = 8;

  /** What stands in an ANMF chunk before the frame's own chunks. */
  private static final int PLACE = 16;

  static boolean isWebp(byte[] b) {
    return b.length > HEADER + CHUNK && name(b, 0).equals("RIFF") && name(b, 8).equals("WEBP");
  }

  static WebpFrame of(byte[] b) {
    ByteBuffer in = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    int width = 0;
    int height = 0;
    for (long i = HEADER; i + CHUNK <= b.length; ) {
      int at = (int) i;
      long length = in.getInt(at + 4) & 0xFFFFFFFFL;
      long end = Math.min(b.length, i + CHUNK + length);
      String name = name(b, at);
      if (name.equals("VP8X") && end - i >= CHUNK + 10) {
        width = 1 + int24(b, at + CHUNK + 4);
        height = 1 + int24(b, at + CHUNK + 7);
      } else if (name.equals("ANMF") && end - i > CHUNK + PLACE) {
        int left = 2 * int24(b, at + CHUNK);
        int top = 2 * int24(b, at + CHUNK + 3);
        byte[] chunks = Arrays.copyOfRange(b, at + CHUNK + PLACE, (int) end);
        return new WebpFrame(still(b, at, chunks), new FrameCanvas(width, height, left, top));
      }
      i += CHUNK + length + (length & 1);
    }
    return new WebpFrame(b, FrameCanvas.NONE);
  }

  /** A frame's chunks as a file; an alpha channel before lossy colours needs VP8X around them. */
  private static byte[] still(byte[] b, int frame, byte[] chunks) {
    boolean alpha = name(chunks, 0).equals("ALPH");
    int extended = alpha ? CHUNK + 10 : 0;
    ByteBuffer out =
        ByteBuffer.allocate(HEADER + extended + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(out.capacity() - CHUNK).put(ascii("WEBP"));
    if (alpha) {
      // The frame's width and height stand in ANMF as VP8X wants the canvas: less one, 24 bits
      // each.
      out.put(ascii("VP8X")).putInt(10).putInt(0x10).put(b, frame + CHUNK + 6, 6);
    }
    return out.put(chunks).array();
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static String name(byte[] b, int at) {
    return at + 4 > b.length ? "" : new String(b, at, 4, StandardCharsets.ISO_8859_1);
  }

  private static int int24(byte[] b, int at) {
    return (b[at] & 0xFF) | (b[at + 1] & 0xFF) << 8 | (b[at + 2] & 0xFF) << 16;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WebpFrame f && Arrays.equals(file, f.file) && canvas.equals(f.canvas);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(file);
  }

  @Override
  public String toString() {
    return "WebpFrame[" + file.length + " bytes, " + canvas + "]";
  }
}
