package dev.facet.fx;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A style sheet for another size of text: sizes of text, and the heights that have to hold a line
 * of it, grow by a factor; everything else stays.
 */
public final class ScaledStyle {

  private static final Pattern SIZE =
      Pattern.compile(
          "(-fx-(?:font-size|fixed-cell-size|min-height|max-height|icon-size|size)\\s*:\\s*)([0-9.]+)px");

  private ScaledStyle() {}

  /** The style sheet with sizes that are {@code factor} times as large. */
  public static String scale(String css, double factor) {
    return SIZE.matcher(css).replaceAll(size -> scaled(size, factor));
  }

  /** A style sheet as an address that a scene can load. */
  public static String address(String css) {
    return "data:text/css;base64,"
        + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
  }

  private static String scaled(MatchResult size, double factor) {
    return size.group(1)
        + String.format(Locale.ROOT, "%.2fpx", Double.parseDouble(size.group(2)) * factor);
  }
}
