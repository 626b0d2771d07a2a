package dev.facet.sae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonElement;
import dev.facet.Fixtures;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged, lying and hostile files: each is refused with a sentence, loaded with a warning, or
 * loaded, as the list beside them says. The hostile ones would make a file PWNED if anything of
 * them ran.
 */
final class HostileSaeTest {

  private static final Path BAD = Fixtures.sae("bad");

  static List<JsonFile> cases() {
    JsonFile manifest = JsonFile.read(BAD.resolve("manifest.json"));
    return manifest.root().getAsJsonArray("cases").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(o -> new JsonFile(manifest.file(), o))
        .filter(c -> Files.exists(BAD.resolve(c.string("file", "?"))))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void behavesAsTheListSays(JsonFile c) {
    Path file = BAD.resolve(c.string("file", "?"));
    String expect = c.string("expect", "?");
    String reason = c.string("reason", "").toLowerCase(Locale.ROOT);
    // A hang would be a failure too; the limit only ends it.
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try {
            SaeInfo info = SaeReader.inspect(file);
            String said = String.join(" ", info.warnings()).toLowerCase(Locale.ROOT);
            switch (expect) {
              case "accept" -> assertTrue(info.latents() > 0);
              case "warn" -> assertTrue(said.contains(reason), file + " said only: " + said);
              default -> fail(file + " was loaded, expected a refusal: " + c.string("note"));
            }
          } catch (FacetException e) {
            String message = e.getMessage().toLowerCase(Locale.ROOT);
            assertFalse(expect.equals("accept"), e.getMessage());
            assertTrue(message.contains(reason), reason + " is not in: " + e.getMessage());
            assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
          }
        });
    assertFalse(Files.exists(Path.of("PWNED")));
    assertFalse(Files.exists(file.resolveSibling("PWNED")));
    assertEquals(0, BAD.toFile().list((dir, n) -> n.equals("PWNED")).length);
  }
}
