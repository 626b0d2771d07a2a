package dev.facet.image;

/** Finds where the first frame of a GIF lies on its canvas (GIF89a, section 20). */
final class GifFrame {

  private GifFrame() {}

  static boolean isGif(byte[] b) {
    return b.length >= 13 && b[0] == 'G' && b[1] == 'I' && b[2] == 'F';
  }

  /** The canvas is as large as the file says, or as the frame needs. */
  static FrameCanvas canvas(byte[] b) {
    int[] corner = corner(b);
    return new FrameCanvas(int16(b, 6), int16(b, 8), corner[0], corner[1]);
  }

  /** The frame's left and top; (0, 0) where there is no frame. */
  private static int[] corner(byte[] b) {
    int i = 13 + colours(b, 10);
    while (i < b.length) {
      if (b[i] == 0x21) {
        i += 2;
        while (i < b.length && b[i] != 0) {
          i += 1 + (b[i] & 0xFF);
        }
        i++;
      } else if (b[i] == 0x2C && i + 4 < b.length) {
        return new int[] {int16(b, i + 1), int16(b, i + 3)};
      } else {
        break;
      }
    }
    return new int[] {0, 0};
  }

  private static int int16(byte[] b, int at) {
    return (b[at] & 0xFF) | (b[at + 1] & 0xFF) << 8;
  }

  /** Bytes of the global colour table. */
  private static int colours(byte[] b, int flags) {
    return flags < b.length && (b[flags] & 0x80) != 0 ? 3 << ((b[flags] & 7) + 1) : 0;
  }
}
