package dev.facet.ui.steering;

import dev.facet.core.CaptionDiff.Span;
import dev.facet.core.CaptionResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A caption as it stands.
 *
 * @param phase how far it is
 * @param text the words so far; while newer ones are awaited, the old ones
 * @param spans the words with what changed against the other caption
 * @param result log probability and times, null until it is complete
 * @param failure why there is none, or empty
 */
public record CaptionLine(
    Phase phase, String text, List<Span> spans, @Nullable CaptionResult result, String failure) {

  /** How far a caption is. */
  public enum Phase {
    /** None was asked for. */
    NONE,
    /** The words of another question, while the answer to the present one is awaited. */
    STALE,
    /** The words at the nearest swept strength, until the exact ones come. */
    SWEPT,
    /** Words are coming. */
    STREAMING,
    DONE,
    FAILED
  }

  public static final CaptionLine NONE = new CaptionLine(Phase.NONE, "", List.of(), null, "");

  static CaptionLine failed(String sentence) {
    return new CaptionLine(Phase.FAILED, "", List.of(), null, sentence);
  }

  CaptionLine stale() {
    return text.isEmpty() ? this : new CaptionLine(Phase.STALE, text, spans, null, "");
  }

  CaptionLine with(List<Span> newSpans) {
    return new CaptionLine(phase, text, newSpans, result, failure);
  }
}
