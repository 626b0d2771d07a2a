package dev.facet.sae;

import dev.facet.checkpoint.FloatTensor;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks for NaN and infinities in weights. */
final class NonFinite {

  private static final int SHOWN = 5;

  private NonFinite() {}

  /**
   * A sentence's end that says how many and which latents, or null where all numbers are finite.
   *
   * @param byLatent for matrices: true when rows are latents
   */
  static @Nullable String describe(FloatTensor tensor, boolean byLatent) {
    float[] data = tensor.data();
    int columns =
        tensor.shape().length == 2
            ? (int) tensor.shape()[1]
            : byLatent ? 1 : Math.max(1, data.length);
    int nan = 0;
    int infinite = 0;
    TreeSet<Integer> latents = new TreeSet<>();
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        nan += Float.isNaN(data[i]) ? 1 : 0;
        infinite += Float.isInfinite(data[i]) ? 1 : 0;
        if (latents.size() <= SHOWN) {
          latents.add(byLatent ? i / columns : i % columns);
        }
      }
    }
    if (nan + infinite == 0) {
      return null;
    }
    String which =
        latents.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
    boolean perLatent = byLatent || tensor.shape().length == 2;
    return "has "
        + nan
        + " NaN and "
        + infinite
        + " infinite numbers"
        + (perLatent ? ", in latents " + which + (latents.size() > SHOWN ? " and others" : "") : "")
        + ".";
  }
}
