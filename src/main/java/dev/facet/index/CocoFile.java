package dev.facet.index;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.facet.core.FacetException;
import dev.facet.core.FileLimit;
import dev.facet.image.CocoShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file in the layout of COCO (cocodataset.org, "Data format"): lists of images, of annotations
 * and of categories. It is streamed, and only what is asked for is taken in.
 */
public final class CocoFile {

  private static final long LARGEST_FILE = 1L << 31;
  private static final int LONGEST_TEXT = 2_000;

  private final Path path;

  private CocoFile(Path path) {
    this.path = path;
  }

  /** Takes an object of a list. */
  @FunctionalInterface
  public interface Visitor {

    /** Takes one. */
    void accept(Element element);
  }

  /**
   * The numbers and texts of an object; of what is nested only its shape.
   *
   * @param shape of the key {@code segmentation}; null where it has none or none was asked for
   */
  public record Element(
      Map<String, Double> numbers, Map<String, String> texts, @Nullable CocoShape shape) {

    /** A number, 0 where it is not there. */
    public double real(String key) {
      return numbers.getOrDefault(key, 0.0);
    }

    /** A whole number, -1 where it is not there. */
    public long number(String key) {
      return numbers.getOrDefault(key, -1.0).longValue();
    }

    /** A text without white space around it, empty where it is not there. */
    public String text(String key) {
      String text = texts.getOrDefault(key, "");
      return text.substring(0, Math.min(text.length(), LONGEST_TEXT)).strip();
    }
  }

  /**
   * The file of a kind that describes a folder of images: {@code KIND.json} in it or one level up,
   * else a {@code KIND_*.json} in it or in the folder {@code annotations} next to it. Of several
   * the one that ends with the name of the folder, as COCO's own do, else the first by name.
   *
   * @param kind such as {@code instances}
   * @return null where there is none
   * @throws FacetException when a folder cannot be listed
   */
  public static @Nullable CocoFile beside(Path images, String kind) {
    Path plain = CorpusFolder.beside(images, kind + ".json");
    if (plain != null) {
      return new CocoFile(plain);
    }
    for (Path folder : List.of(images, images.resolveSibling("annotations"))) {
      List<Path> files = listed(folder, kind + "_*.json");
      if (!files.isEmpty()) {
        String own = "_" + images.getFileName() + ".json";
        return new CocoFile(
            files.stream()
                .filter(file -> file.toString().endsWith(own))
                .findFirst()
                .orElse(files.getFirst()));
      }
    }
    return null;
  }

  private static List<Path> listed(Path folder, String glob) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (var stream = Files.newDirectoryStream(folder, glob)) {
        stream.forEach(files::add);
      } catch (IOException e) {
        throw FacetException.badInput(
            "The folder " + folder + " cannot be listed: " + e.getMessage(), e);
      }
    }
    files.sort(null);
    return files;
  }

  public Path path() {
    return path;
  }

  /**
   * Reads the file from its begin to its end.
   *
   * @param shapes whether annotations bring their shapes: gigabytes pass by where they do not
   * @throws FacetException when the file cannot be read or is in no such layout
   */
  public void read(boolean shapes, Visitor images, Visitor annotations, Visitor categories) {
    Map<String, Visitor> visitors = new LinkedHashMap<>();
    visitors.put("images", images);
    visitors.put("annotations", annotations);
    visitors.put("categories", categories);
    try {
      FileLimit.check(path, LARGEST_FILE);
      try (BufferedReader reader = Files.newBufferedReader(path);
          JsonReader json = new JsonReader(reader)) {
        json.beginObject();
        while (json.hasNext()) {
          Visitor visitor = visitors.get(json.nextName());
          if (visitor == null) {
            json.skipValue();
          } else {
            list(json, shapes, visitor);
          }
        }
        json.endObject();
      }
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw FacetException.badInput(
          "The file " + path + " is not in the layout of COCO: " + e.getMessage(), e);
    }
  }

  private static void list(JsonReader json, boolean shapes, Visitor visitor) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      Map<String, Double> numbers = new HashMap<>();
      Map<String, String> texts = new HashMap<>();
      CocoShape shape = null;
      json.beginObject();
      while (json.hasNext()) {
        String key = json.nextName();
        JsonToken next = json.peek();
        if (next == JsonToken.NUMBER) {
          numbers.put(key, json.nextDouble());
        } else if (next == JsonToken.STRING) {
          texts.put(key, json.nextString());
        } else if (shapes && key.equals("segmentation") && next == JsonToken.BEGIN_ARRAY) {
          shape = polygons(json);
        } else if (shapes && key.equals("segmentation") && next == JsonToken.BEGIN_OBJECT) {
          shape = runs(json);
        } else {
          json.skipValue();
        }
      }
      json.endObject();
      visitor.accept(new Element(numbers, texts, shape));
    }
    json.endArray();
  }

  private static @Nullable CocoShape polygons(JsonReader json) throws IOException {
    List<double[]> rings = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      rings.add(numbers(json));
    }
    json.endArray();
    return rings.isEmpty() ? null : new CocoShape.Polygons(rings);
  }

  private static CocoShape runs(JsonReader json) throws IOException {
    double[] size = new double[0];
    double[] counts = new double[0];
    String packed = null;
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (key.equals("size")) {
        size = numbers(json);
      } else if (key.equals("counts") && json.peek() == JsonToken.STRING) {
        packed = json.nextString();
      } else if (key.equals("counts")) {
        counts = numbers(json);
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    if (size.length != 2) {
      throw new IllegalStateException("run lengths without the size of their image");
    }
    int height = (int) size[0];
    int width = (int) size[1];
    return packed == null
        ? new CocoShape.Runs(width, height, Arrays.stream(counts).mapToInt(n -> (int) n).toArray())
        : CocoShape.Runs.unpack(width, height, packed);
  }

  private static double[] numbers(JsonReader json) throws IOException {
    double[] values = new double[64];
    int count = 0;
    json.beginArray();
    while (json.hasNext()) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = json.nextDouble();
    }
    json.endArray();
    return Arrays.copyOf(values, count);
  }
}
