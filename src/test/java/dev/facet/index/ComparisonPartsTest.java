package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonPartsTest {

  @TempDir Path folder;

  private ComparisonParts begun(String second) {
    ComparisonParts parts = ComparisonParts.between(Path.of("a"), Path.of(second), folder);
    parts.begin("question");
    return parts;
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void age(Path file, int days) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
  }

  @Test
  void a_comparison_that_was_cancelled_goes_on_when_it_is_asked_for_again() {
    var _ = begun("b").next(() -> ByteBuffer.wrap(new byte[] {7}));
    assertEquals(0, begun("c").known());
    ComparisonParts again = begun("b");
    assertEquals(1, again.known());
    assertEquals(7, again.next(() -> ByteBuffer.wrap(new byte[] {0})).get());
  }

  @Test
  void what_nobody_goes_on_with_is_deleted_after_a_month_and_nothing_else_is() throws Exception {
    var _ = begun("b").next(() -> ByteBuffer.wrap(new byte[] {7}));
    Path part = files().getFirst();
    Path other = Files.writeString(folder.resolve("17.json"), "{}");
    age(other, 400);
    age(part, 29);
    var _ = begun("c");
    assertTrue(Files.exists(part));
    age(part, 31);
    var _ = begun("c");
    assertFalse(Files.exists(part));
    assertTrue(Files.exists(other));
  }
}
