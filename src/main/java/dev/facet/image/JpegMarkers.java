package dev.facet.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the segments before a JPEG's first scan say (ITU T.81, annex B). */
final class JpegMarkers {

  private static final int SCAN = 0xDA;
  private static final int END = 0xD9;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;

  private final byte[] b;

  /** Components of the frame, 0 where there is no frame header. */
  private int components;

  private int adobeTransform = -1;
  private boolean jfif;
  private @Nullable ByteBuffer exif;
  private boolean ended = true;

  JpegMarkers(byte[] file) {
    b = file;
    if (isJpeg(file)) {
      walk();
    }
  }

  static boolean isJpeg(byte[] b) {
    return b.length > 4 && at(b, 0) == 0xFF && at(b, 1) == 0xD8;
  }

  private void walk() {
    ended = false;
    int i = 2;
    while (i + 4 < b.length && at(b, i) == 0xFF) {
      int marker = at(b, i + 1);
      if (marker == 0xFF) { // fills up
        i++;
        continue;
      }
      if (marker == SCAN) {
        ended = endAfter(i);
        return;
      }
      int length = Math.max(2, at(b, i + 2) << 8 | at(b, i + 3));
      segment(marker, i + 4, Math.min(b.length, i + 2 + length));
      i += 2 + length;
    }
  }

  private void segment(int marker, int from, int to) {
    boolean frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame && from + 5 < to && components == 0) {
      components = at(b, from + 5);
    } else if (marker == APP0 && startsWith(from, "JFIF\0")) {
      jfif = true;
    } else if (marker == APP14 && from + 11 < to && startsWith(from, "Adobe")) {
      adobeTransform = at(b, from + 11);
    } else if (marker == APP1 && exif == null && from + 6 < to && startsWith(from, "Exif\0\0")) {
      exif = ByteBuffer.wrap(b, from + 6, to - from - 6).slice();
    }
  }

  /** A scan's own bytes 0xFF are followed by 0, so the end marker cannot be mistaken. */
  private boolean endAfter(int scan) {
    for (int i = b.length - 2; i > scan; i--) {
      if (at(b, i) == 0xFF && at(b, i + 1) == END) {
        return true;
      }
    }
    return false;
  }

  private boolean startsWith(int from, String words) {
    for (int i = 0; i < words.length(); i++) {
      if (from + i >= b.length || b[from + i] != words.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int at(byte[] b, int i) {
    return b[i] & 0xFF;
  }

  /** Whether the frame has four components. */
  boolean isCmyk() {
    return components == 4;
  }

  /** Whether it has luma and chroma for sure: JFIF says so, and Adobe nothing else. */
  boolean isJfifColour() {
    return jfif && components == 3 && adobeTransform < 0;
  }

  /** The colour transform of Adobe's marker, or -1 where there is none. */
  int adobeTransform() {
    return adobeTransform;
  }

  /** The EXIF block, which is a TIFF. */
  @Nullable ByteBuffer exif() {
    return exif;
  }

  /** Whether it is a JPEG that was cut off: it has no end marker, and Pillow refuses it. */
  boolean endsEarly() {
    return !ended;
  }
}
