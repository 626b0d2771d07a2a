package dev.facet.image;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names the kinds of pictures that Facet does not read, so that a person knows what to convert. */
final class ForeignPicture {

  /** By what stands at the start. */
  private static final Map<String, String> STARTS =
      Map.of(
          "\0\0\0\fjP  ", "JPEG 2000",
          "\u00FFO\u00FFQ", "JPEG 2000",
          "\0\0\0\fJXL ", "JPEG XL",
          "\u00FF\n", "JPEG XL",
          "8BPS", "Photoshop",
          "%PDF", "PDF",
          "DDS ", "DDS",
          "<svg", "SVG");

  /** By the brand that stands behind an ISO base media file's {@code ftyp}. */
  private static final Map<String, String> BRANDS =
      Map.of(
          "avif", "AVIF", "avis", "AVIF", "heic", "HEIC", "heix", "HEIC", "mif1", "HEIF", "msf1",
          "HEIF");

  private ForeignPicture() {}

  /** The format's name with its article, or null where it is none of these. */
  static @Nullable String of(byte[] b) {
    String start = new String(b, 0, Math.min(12, b.length), StandardCharsets.ISO_8859_1);
    String named = start.startsWith("ftyp", 4) ? BRANDS.get(start.substring(8)) : null;
    if (start.startsWith("II+\0") || start.startsWith("MM\0+")) {
      named = "BigTIFF";
    } else if (start.startsWith("\0\0\1\0")) {
      named = "Windows icon";
    } else if (start.matches("(?s)P[1-6]\\s.*")) {
      named = "PNM";
    }
    for (Map.Entry<String, String> known : STARTS.entrySet()) {
      if (start.startsWith(known.getKey())) {
        named = known.getValue();
      }
    }
    return named == null ? null : "a picture of another kind: " + named;
  }
}
