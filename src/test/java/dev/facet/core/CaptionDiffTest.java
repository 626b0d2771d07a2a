package dev.facet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.facet.core.CaptionDiff.Kind;
import dev.facet.core.CaptionDiff.Span;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CaptionDiffTest {

  @Test
  void marksTheChangedWord() {
    assertEquals(
        List.of(
            new Span(Kind.SAME, "a photo of a"),
            new Span(Kind.REMOVED, "dog"),
            new Span(Kind.INSERTED, "red cat"),
            new Span(Kind.SAME, "on grass.")),
        CaptionDiff.diff("a photo of a dog on grass.", "a photo of a red  cat on grass."));
  }

  @Test
  void equalAndEmptyCaptions() {
    assertEquals(List.of(new Span(Kind.SAME, "a dog")), CaptionDiff.diff("a dog", "a dog"));
    assertEquals(List.of(), CaptionDiff.diff("", " "));
    assertEquals(List.of(new Span(Kind.INSERTED, "a dog")), CaptionDiff.diff("", "a dog"));
  }

  @Test
  void theSpansReadAsBothCaptions() {
    Random random = new Random(3);
    for (int run = 0; run < 500; run++) {
      String before = caption(random);
      String after = caption(random);
      List<Span> spans = CaptionDiff.diff(before, after);
      assertEquals(after, without(Kind.REMOVED, spans), before);
      assertEquals(before, without(Kind.INSERTED, spans), after);
    }
  }

  private static String without(Kind kind, List<Span> spans) {
    return spans.stream()
        .filter(s -> s.kind() != kind)
        .map(Span::text)
        .collect(Collectors.joining(" "));
  }

  private static String caption(Random random) {
    return random
        .ints(random.nextInt(9), 'a', 'e')
        .mapToObj(c -> Character.toString(c))
        .collect(Collectors.joining(" "));
  }
}
