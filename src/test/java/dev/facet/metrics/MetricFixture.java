package dev.facet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.checkpoint.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A folder of expected figures and their inputs. */
final class MetricFixture {

  private final Path folder;
  private final JsonObject expected;

  private MetricFixture(Path folder, JsonObject expected) {
    this.folder = folder;
    this.expected = expected;
  }

  static MetricFixture named(String name) {
    Path folder = Path.of("src/test/resources/fixtures/metrics", name);
    try {
      return new MetricFixture(
          folder,
          JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
              .getAsJsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonObject expected() {
    return expected;
  }

  List<JsonObject> cases(String key) {
    return expected.getAsJsonArray(key).asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  float[] floats(String tensor) {
    try (Checkpoint inputs = Checkpoint.open(folder.resolve("inputs.safetensors"))) {
      return inputs.floats(tensor);
    }
  }

  /** A tensor [rows, columns]. */
  float[][] rows(String tensor, int columns) {
    return rows(floats(tensor), columns);
  }

  static float[][] rows(float[] flat, int columns) {
    return IntStream.range(0, flat.length / columns)
        .mapToObj(r -> Arrays.copyOfRange(flat, r * columns, (r + 1) * columns))
        .toArray(float[][]::new);
  }

  /** One column of a matrix, in double. */
  static double[] column(float[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(r -> r[column]).toArray();
  }

  static double[] wide(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  static double number(JsonElement e) {
    if (e.isJsonNull()) {
      return Double.NaN;
    }
    return switch (e.getAsString()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> e.getAsDouble();
    };
  }

  static double[] numbers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToDouble(MetricFixture::number).toArray();
  }

  static int[] integers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  static double[][] matrix(JsonElement array) {
    return array.getAsJsonArray().asList().stream()
        .map(MetricFixture::numbers)
        .toArray(double[][]::new);
  }

  static boolean[] flags(JsonElement array) {
    JsonArray values = array.getAsJsonArray();
    boolean[] flags = new boolean[values.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = values.get(i).getAsInt() != 0;
    }
    return flags;
  }

  /** Equal within an absolute tolerance; NaN equals NaN, infinities equal themselves. */
  static void assertClose(double expected, double actual, double tolerance, String what) {
    if (Double.isNaN(expected) || Double.isInfinite(expected)) {
      assertEquals(expected, actual, what);
    } else {
      assertEquals(expected, actual, tolerance, what);
    }
  }

  /** Equal within a tolerance relative to the expected value. */
  static void assertRelative(double expected, double actual, double tolerance, String what) {
    assertClose(expected, actual, tolerance * Math.max(Math.abs(expected), 1e-12), what);
  }
}
