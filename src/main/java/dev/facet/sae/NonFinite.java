package dev.facet.sae;

import dev.facet.checkpoint.Checkpoint;
import java.nio.FloatBuffer;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts the NaN and infinities of one tensor, and remembers the first latents that have them. */
final class NonFinite {

  private static final int SHOWN = 5;

  private final boolean byLatent;
  private final long columns;
  private final boolean perLatent;
  private final TreeSet<Long> latents = new TreeSet<>();
  private long at;
  private long nan;
  private long infinite;

  private NonFinite(long[] shape, boolean byLatent) {
    this.byLatent = byLatent;
    columns = shape.length == 2 ? shape[1] : byLatent || shape.length == 0 ? 1 : shape[0];
    perLatent = byLatent || shape.length == 2;
  }

  /**
   * A sentence's end that says how many and which latents, or null where all numbers are finite.
   *
   * @param byLatent for matrices: true when rows are latents
   */
  static @Nullable String describe(Checkpoint checkpoint, String name, boolean byLatent) {
    NonFinite found = new NonFinite(checkpoint.info(name).shape(), byLatent);
    checkpoint.forEachPiece(name, found::scan);
    return found.nan + found.infinite == 0 ? null : found.sentence();
  }

  private void scan(FloatBuffer piece) {
    while (piece.hasRemaining()) {
      float value = piece.get();
      if (!Float.isFinite(value)) {
        nan += Float.isNaN(value) ? 1 : 0;
        infinite += Float.isInfinite(value) ? 1 : 0;
        if (latents.size() <= SHOWN) {
          latents.add(byLatent ? at / columns : at % columns);
        }
      }
      at++;
    }
  }

  private String sentence() {
    String which =
        latents.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
    return "has "
        + nan
        + " NaN and "
        + infinite
        + " infinite numbers"
        + (perLatent ? ", in latents " + which + (latents.size() > SHOWN ? " and others" : "") : "")
        + ".";
  }
}
