package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.JsonFile;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A tiny random checkpoint and what transformers computes from it; {@code
 * fixtures/models/README.md} holds the tolerances.
 */
public final class ModelFixture implements AutoCloseable {

  public static final Path ROOT = Path.of("src/test/resources/fixtures/models");

  /**
   * Names a folder with the full set of fixtures (models, saes), of which the repository holds a
   * part.
   */
  private static final String FULL_SET = "facet.fixtures";

  private final Path folder;
  private final JsonObject json;
  private final Checkpoint tensors;

  public ModelFixture(String name) {
    this.folder = folder(name);
    JsonObject own = JsonFile.read(folder.resolve("expected.json")).root();
    Path expected = own.has("same_as") ? ROOT.resolve(own.get("same_as").getAsString()) : folder;
    this.json = JsonFile.read(expected.resolve("expected.json")).root();
    this.tensors = Checkpoint.open(expected.resolve("expected.safetensors"));
  }

  /** The fixture's folder; a test whose fixture is not at hand is skipped. */
  private static Path folder(String name) {
    Path own = ROOT.resolve(name);
    String full = System.getProperty(FULL_SET);
    if (full == null) {
      Assumptions.assumeTrue(
          Files.exists(own), "fixture " + name + " is in the full set: -D" + FULL_SET + "=FOLDER");
      return own;
    }
    return Path.of(full, "models").resolve(name);
  }

  public Path folder() {
    return folder;
  }

  public JsonObject json() {
    return json;
  }

  public JsonObject run(String name) {
    return json.getAsJsonObject("runs").getAsJsonObject(name);
  }

  public float[] floats(String tensor) {
    return tensors.floats(tensor);
  }

  /** Whether the reference program's values hold this; the subset has less than the full set. */
  public boolean has(String tensor) {
    return tensors.has(tensor);
  }

  public NDArray array(NDManager manager, String tensor) {
    return manager.create(tensors.floats(tensor), new Shape(tensors.info(tensor).shape()));
  }

  /** A picture of the fixtures. */
  public static RgbImage image(String name) {
    return ImageReader.read(ROOT.resolve("images/" + name + ".png"));
  }

  /** Absolute or relative difference below the tolerance, element by element. */
  public void assertClose(String tensor, NDArray actual, double tolerance) {
    assertClose(tensor, floats(tensor), actual.toFloatArray(), tolerance);
  }

  public static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what + ": number of elements");
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(expected[i] - actual[i]);
      if (!(difference <= tolerance || difference <= tolerance * Math.abs(expected[i]))) {
        fail(what + "[" + i + "]: expected " + expected[i] + ", found " + actual[i]);
      }
    }
  }

  public static List<Integer> ints(JsonElement array) {
    List<Integer> out = new ArrayList<>();
    for (JsonElement e : array.getAsJsonArray()) {
      out.add(e.getAsInt());
    }
    return out;
  }

  public static List<String> strings(JsonElement array) {
    List<String> out = new ArrayList<>();
    for (JsonElement e : array.getAsJsonArray()) {
      out.add(e.getAsString());
    }
    return out;
  }

  /** Rows of 0 and 1 to the indices of the ones. */
  public static List<List<Integer>> mask(JsonArray rows) {
    List<List<Integer>> out = new ArrayList<>();
    for (JsonElement row : rows) {
      List<Integer> flags = ints(row);
      List<Integer> on = new ArrayList<>();
      for (int p = 0; p < flags.size(); p++) {
        if (flags.get(p) == 1) {
          on.add(p);
        }
      }
      out.add(on);
    }
    return out;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
