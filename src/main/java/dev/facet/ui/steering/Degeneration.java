package dev.facet.ui.steering;

import dev.facet.core.SweepPoint;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where steering is so strong that the language model loses the thread: the caption is empty, or
 * says the same one, two or three words three times in a row.
 */
final class Degeneration {

  private static final int REPEATS = 3;
  private static final int LONGEST_PHRASE = 3;

  private Degeneration() {}

  /** The weakest positive strength at which it happens and from which on it does not stop. */
  static OptionalDouble begins(List<SweepPoint> points) {
    double begins = Double.NaN;
    for (int i = points.size() - 1; i >= 0 && points.get(i).strength() > 0; i--) {
      if (!points.get(i).captioned() || !degenerate(points.get(i).caption().text())) {
        break;
      }
      begins = points.get(i).strength();
    }
    return Double.isNaN(begins) ? OptionalDouble.empty() : OptionalDouble.of(begins);
  }

  static boolean degenerate(String caption) {
    if (caption.isBlank()) {
      return true;
    }
    String[] words = caption.strip().split("\\s+");
    for (int length = 1; length <= LONGEST_PHRASE; length++) {
      int same = 0;
      for (int i = length; i < words.length; i++) {
        same = words[i].equalsIgnoreCase(words[i - length]) ? same + 1 : 0;
        if (same >= length * (REPEATS - 1)) {
          return true;
        }
      }
    }
    return false;
  }
}
