package dev.facet;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Golden files made by the field's own Python libraries. A subset lies in the test resources; the
 * full set is used instead where the system property {@code facet.fixtures} names its folder.
 */
public final class Fixtures {

  private static final Path RESOURCES = Path.of("src/test/resources/fixtures");

  private Fixtures() {}

  /** The folder of the full set where it is given, else of the subset. */
  public static Path root() {
    String full = System.getProperty("facet.fixtures", "");
    return !full.isEmpty() && Files.isDirectory(Path.of(full)) ? Path.of(full) : RESOURCES;
  }

  public static Path resource(String name) {
    return RESOURCES.resolve(name);
  }

  public static Path model(String name) {
    return root().resolve("models").resolve(name);
  }

  public static Path image(String name) {
    return model("images").resolve(name + ".png");
  }

  public static Path sae(String name) {
    return root().resolve("saes").resolve(name);
  }

  /** The model folders that hold a file, in order. */
  public static List<String> modelsWith(String file) {
    return foldersWith(root().resolve("models"), file);
  }

  /** The SAE cases. */
  public static List<String> saes() {
    return foldersWith(root().resolve("saes"), "expected.safetensors");
  }

  private static List<String> foldersWith(Path parent, String file) {
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(p -> Files.exists(p.resolve(file)))
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the reference program computed. */
  public static Checkpoint expected(Path folder) {
    return Checkpoint.open(folder.resolve("expected.safetensors"));
  }

  public static JsonFile expectedJson(Path folder) {
    return JsonFile.read(folder.resolve("expected.json"));
  }
}
