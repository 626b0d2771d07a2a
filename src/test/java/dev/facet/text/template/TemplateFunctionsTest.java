package dev.facet.text.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

/** Times as C writes them. */
final class TemplateFunctionsTest {

  @Test
  void timesAreWrittenAsInC() {
    LocalDateTime time = LocalDateTime.of(2024, 7, 4, 15, 3, 9);
    assertEquals("04 Jul 2024", TemplateFunctions.format(time, "%d %b %Y"));
    assertEquals(
        "Thursday, July  4 03:03 PM 100%",
        TemplateFunctions.format(time, "%A, %B %e %I:%M %p 100%%"));
  }
}
