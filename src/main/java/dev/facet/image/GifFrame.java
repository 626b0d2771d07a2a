package dev.facet.image;

/** Finds where the first frame of a GIF lies on its canvas (GIF89a, section 20). */
final class GifFrame {

  private GifFrame() {}

  /** The frame's left and top; (0, 0) where there is no frame. */
  static int[] corner(byte[] b) {
    int i = 13 + colours(b, 10);
    while (i < b.length) {
      if (b[i] == 0x21) {
        i += 2;
        while (i < b.length && b[i] != 0) {
          i += 1 + (b[i] & 0xFF);
        }
        i++;
      } else if (b[i] == 0x2C && i + 4 < b.length) {
        return new int[] {
          (b[i + 1] & 0xFF) | (b[i + 2] & 0xFF) << 8, (b[i + 3] & 0xFF) | (b[i + 4] & 0xFF) << 8
        };
      } else {
        break;
      }
    }
    return new int[] {0, 0};
  }

  /** Bytes of the global colour table. */
  private static int colours(byte[] b, int flags) {
    return flags < b.length && (b[flags] & 0x80) != 0 ? 3 << ((b[flags] & 7) + 1) : 0;
  }
}
