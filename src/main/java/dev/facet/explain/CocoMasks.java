package dev.facet.explain;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Masks of what is on the images of a corpus: COCO's instance file with uncompressed run lengths,
 * as the demo world has it. Polygons and compressed run lengths are passed over.
 */
final class CocoMasks {

  private static final String FILE = "instances.json";
  private static final long LARGEST = 1L << 31;

  /** One object of an image. */
  private record Instance(int category, int width, int height, int[] counts) {}

  private final Map<String, List<Instance>> byImage = new HashMap<>();

  /** Words that name a category: its own name, or that of its wide class. */
  private final Map<String, Set<Integer>> categories = new HashMap<>();

  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, List<Instance>> byId = new HashMap<>();

  private CocoMasks() {}

  /**
   * The masks in the folder of the images or in the one that holds it; null where there are none
   * that can be read.
   *
   * @throws FacetException when the file is damaged
   */
  static @Nullable CocoMasks beside(Path images) {
    for (Path folder : Arrays.asList(images, images.getParent())) {
      Path file = folder == null ? null : folder.resolve(FILE);
      if (file != null && Files.isRegularFile(file)) {
        return read(file);
      }
    }
    return null;
  }

  private static @Nullable CocoMasks read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw FacetException.badInput(
            file + " has " + Files.size(file) + " bytes, expected at most " + LARGEST);
      }
      CocoMasks masks = new CocoMasks();
      try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
          JsonReader json = new JsonReader(text)) {
        json.beginObject();
        while (json.hasNext()) {
          switch (json.nextName()) {
            case "images" -> each(json, masks::image);
            case "annotations" -> each(json, masks::annotation);
            case "categories" -> each(json, masks::category);
            default -> json.skipValue();
          }
        }
        json.endObject();
      }
      masks.names.forEach(
          (id, name) -> masks.byImage.put(name, masks.byId.getOrDefault(id, List.of())));
      masks.names.clear();
      masks.byId.clear();
      return masks.byImage.values().stream().allMatch(List::isEmpty) ? null : masks;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw FacetException.badInput(file + " is no COCO instance file: " + e.getMessage(), e);
    }
  }

  private interface Element {
    void read(JsonReader json) throws IOException;
  }

  private static void each(JsonReader json, Element element) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      json.beginObject();
      element.read(json);
      json.endObject();
    }
    json.endArray();
  }

  private void image(JsonReader json) throws IOException {
    int id = -1;
    String name = "";
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = json.nextInt();
        case "file_name" -> name = json.nextString();
        default -> json.skipValue();
      }
    }
    names.put(id, name);
  }

  private void annotation(JsonReader json) throws IOException {
    int image = -1;
    int category = -1;
    Instance mask = null;
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "image_id" -> image = json.nextInt();
        case "category_id" -> category = json.nextInt();
        case "segmentation" -> mask = segmentation(json);
        default -> json.skipValue();
      }
    }
    if (mask != null) {
      byId.computeIfAbsent(image, key -> new ArrayList<>())
          .add(new Instance(category, mask.width(), mask.height(), mask.counts()));
    }
  }

  private static @Nullable Instance segmentation(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      json.skipValue();
      return null;
    }
    int[] size = new int[0];
    int[] counts = null;
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.equals("size")) {
        size = integers(json);
      } else if (name.equals("counts") && json.peek() == JsonToken.BEGIN_ARRAY) {
        counts = integers(json);
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    if (counts == null || size.length != 2) {
      return null;
    }
    long pixels = 0;
    for (int run : counts) {
      pixels += run;
    }
    if (size[0] < 1 || size[1] < 1 || pixels != (long) size[0] * size[1] || pixels > 1 << 28) {
      throw new IllegalStateException(
          "run lengths of " + pixels + " pixels do not fit a mask of " + Arrays.toString(size));
    }
    return new Instance(-1, size[1], size[0], counts);
  }

  private static int[] integers(JsonReader json) throws IOException {
    int[] values = new int[64];
    int count = 0;
    json.beginArray();
    while (json.hasNext()) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      int value = json.nextInt();
      if (value < 0) {
        throw new IllegalStateException("a run length is negative: " + value);
      }
      values[count++] = value;
    }
    json.endArray();
    return Arrays.copyOf(values, count);
  }

  private void category(JsonReader json) throws IOException {
    int id = -1;
    List<String> words = new ArrayList<>();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = json.nextInt();
        case "name", "supercategory" -> words.add(json.nextString());
        default -> json.skipValue();
      }
    }
    for (String word : words) {
      categories.computeIfAbsent(word.toLowerCase(Locale.ROOT), key -> new HashSet<>()).add(id);
    }
  }

  /** The categories that a text names, in the singular or a regular plural. */
  Set<Integer> named(String text) {
    String padded = " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ") + " ";
    Set<Integer> named = new HashSet<>();
    categories.forEach(
        (word, ids) -> {
          for (String form : forms(word)) {
            if (padded.contains(" " + form + " ")) {
              named.addAll(ids);
            }
          }
        });
    return named;
  }

  private static List<String> forms(String word) {
    String stem = word.substring(0, Math.max(0, word.length() - 1));
    if (word.endsWith("y")) {
      return List.of(word, word + "s", stem + "ies");
    }
    if (word.endsWith("f")) {
      return List.of(word, word + "s", stem + "ves");
    }
    return List.of(word, word + "s", word + "es");
  }

  /**
   * Where an image shows any of some categories, row by row; null where the file says nothing of
   * the image or describes it at another size.
   *
   * @param name path of the image below the corpus folder; the file may know it without folders
   */
  boolean @Nullable [] mask(String name, Set<Integer> wanted, int width, int height) {
    List<Instance> instances =
        byImage.getOrDefault(name, byImage.get(name.substring(name.lastIndexOf('/') + 1)));
    if (instances == null) {
      return null;
    }
    boolean[] mask = new boolean[width * height];
    for (Instance instance : instances) {
      if (instance.width() != width || instance.height() != height) {
        return null;
      }
      if (wanted.contains(instance.category())) {
        int at = 0;
        boolean inside = false;
        for (int run : instance.counts()) {
          for (int end = at + run; at < end; at++) {
            // Run lengths go down the columns.
            mask[at % height * width + at / height] |= inside;
          }
          inside = !inside;
        }
      }
    }
    return mask;
  }
}
