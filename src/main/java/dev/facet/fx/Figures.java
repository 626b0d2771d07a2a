package dev.facet.fx;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them: few digits, a true minus sign, units after a space. */
public final class Figures {

  private Figures() {}

  /** A share of 1 as a percentage; small shares keep a digit that matters. */
  public static String percent(double share) {
    double p = share * 100;
    if (p == 0) {
      return "0 %";
    }
    return p < 0.01 ? "< 0.01 %" : fixed(p, p < 0.1 ? 2 : p < 10 ? 1 : 0) + " %";
  }

  /** With a fixed number of decimals. */
  public static String fixed(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    // "-0.0" is no number that anybody wants to read.
    if (text.startsWith("-") && text.chars().allMatch(c -> c == '-' || c == '0' || c == '.')) {
      text = text.substring(1);
    }
    return text.replace('-', '\u2212');
  }

  /** With two decimals; what is not known is a dash. */
  public static String known(@Nullable Double value) {
    return value == null || value.isNaN() ? "\u2013" : fixed(value, 2);
  }

  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Bytes in the unit that needs at most four digits. */
  public static String bytes(long bytes) {
    if (bytes < 1_000_000) {
      return count(bytes / 1000) + " KB";
    }
    return bytes < 10_000_000_000L
        ? count(bytes / 1_000_000) + " MB"
        : fixed(bytes / 1e9, 1) + " GB";
  }

  /** Seconds as a person would say them. */
  public static String seconds(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    return s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }
}
