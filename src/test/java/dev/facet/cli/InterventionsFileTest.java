package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterventionsFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("edits.json"), text);
  }

  private String complaint(String text) throws IOException {
    Path file = file(text);
    FacetException thrown = assertThrows(FacetException.class, () -> InterventionsFile.read(file));
    assertTrue(thrown.getMessage().contains("edits.json"), thrown.getMessage());
    return thrown.getMessage();
  }

  @Test
  void reads_a_list() throws IOException {
    Path file =
        file(
            """
            [{"site": "vision.layers.10.out", "mode": "add", "strength": 20.0,
              "direction": {"file": "v.safetensors", "tensor": "v"}}]
            """);
    assertEquals(
        List.of(
            Intervention.add(
                HookPoint.out(HookPoint.Tower.VISION, 10),
                Direction.tensor("v.safetensors", "v"),
                20)),
        InterventionsFile.read(file));
    assertEquals(List.of(), InterventionsFile.read(file("[]")));
  }

  @Test
  void says_which_entry_is_wrong_and_how() throws IOException {
    assertTrue(
        complaint(
                """
                [{"site": "vision.layers.1.out", "strength": 1, "direction": {"neuron": 5}},
                 {"site": "vision.layers.1.out", "direction": {"neuron": 5}}]
                """)
            .startsWith("Entry 2 of "));
    assertTrue(complaint("{}").contains("put it in [ ]"));
    assertTrue(complaint("[{]").contains("not valid JSON"));
    assertTrue(complaint("null").contains("found nothing"));
  }

  @Test
  void a_missing_file_is_named() {
    FacetException thrown =
        assertThrows(
            FacetException.class, () -> InterventionsFile.read(folder.resolve("none.json")));
    assertEquals(FacetException.Kind.NOT_FOUND, thrown.kind());
  }
}
