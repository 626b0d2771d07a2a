package dev.facet.index;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.facet.core.FacetException;
import dev.facet.index.CorpusFolder.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What files beside the images say about them, in the layouts of COCO (cocodataset.org, "Data
 * format"): {@code captions.json}, or {@code captions_*.json} as COCO names them, with captions;
 * {@code instances.json} or {@code instances_*.json} with things, their areas and categories; and
 * {@code taxonomy.tsv}, a table with a column {@code concept} and columns of classes, the narrowest
 * first.
 */
final class CorpusNotes {

  private static final long LARGEST_FILE = 1L << 30;
  private static final int LONGEST_TEXT = 2_000;

  /** A thing that a masks file names. */
  private record Category(String name, String superCategory) {}

  /** The largest thing of an image so far. */
  private record Thing(long category, double area) {}

  private final Map<String, String> captions;
  private final Map<String, Category> things;
  private final Map<String, List<String>> taxonomy;

  private CorpusNotes(
      Map<String, String> captions,
      Map<String, Category> things,
      Map<String, List<String>> taxonomy) {
    this.captions = captions;
    this.things = things;
    this.taxonomy = taxonomy;
  }

  /**
   * Reads what there is.
   *
   * @throws FacetException when a file is not what its name says
   */
  static CorpusNotes beside(Path root) throws IOException {
    return new CorpusNotes(
        captions(coco(root, "captions")),
        things(coco(root, "instances")),
        taxonomy(CorpusFolder.beside(root, "taxonomy.tsv")));
  }

  /**
   * The entry of an image by its path below the corpus folder. What a masks file names says more
   * than the folder that the image lies in.
   */
  Entry entry(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    String caption = captions.getOrDefault(name, captions.getOrDefault(file, ""));
    Category thing = things.getOrDefault(name, things.get(file));
    if (thing == null && name.contains("/")) {
      List<String> folders = List.of(name.substring(0, name.lastIndexOf('/')).split("/"));
      // One level of folders that the table knows has its wider classes from there.
      List<String> known = folders.size() == 1 ? taxonomy.get(folders.getFirst()) : null;
      return new Entry(name, caption, folders.getLast(), known == null ? folders : known);
    }
    if (thing == null) {
      return new Entry(name, caption, "", List.of());
    }
    List<String> known = taxonomy.get(thing.name());
    List<String> own =
        thing.superCategory().isEmpty()
            ? List.of(thing.name())
            : List.of(thing.superCategory(), thing.name());
    return new Entry(name, caption, thing.name(), known == null ? own : known);
  }

  /** {@code captions.json}, or the one file that begins so. */
  private static @Nullable Path coco(Path root, String kind) throws IOException {
    Path plain = CorpusFolder.beside(root, kind + ".json");
    if (plain != null) {
      return plain;
    }
    for (Path folder : new Path[] {root, root.resolveSibling("annotations")}) {
      if (Files.isDirectory(folder)) {
        try (var files = Files.newDirectoryStream(folder, kind + "_*.json")) {
          // train2017 and val2017 may lie side by side: the one of this folder's name.
          Path best = null;
          for (Path file : files) {
            if (best == null || file.getFileName().toString().contains(root.getFileName() + ".")) {
              best = file;
            }
          }
          if (best != null) {
            return best;
          }
        }
      }
    }
    return null;
  }

  private static Map<String, String> captions(@Nullable Path file) throws IOException {
    Map<Long, String> names = new HashMap<>();
    Map<Long, String> texts = new HashMap<>();
    read(
        file,
        object -> names.putIfAbsent(object.number("id"), object.text("file_name")),
        object -> texts.putIfAbsent(object.number("image_id"), object.text("caption")),
        object -> {});
    Map<String, String> found = new HashMap<>();
    names.forEach(
        (id, name) -> {
          String text = texts.get(id);
          if (text != null && !text.isEmpty()) {
            found.put(name, text);
          }
        });
    return found;
  }

  private static Map<String, Category> things(@Nullable Path file) throws IOException {
    Map<Long, String> names = new HashMap<>();
    Map<Long, Thing> largest = new HashMap<>();
    Map<Long, Category> categories = new HashMap<>();
    read(
        file,
        object -> names.putIfAbsent(object.number("id"), object.text("file_name")),
        object ->
            largest.merge(
                object.number("image_id"),
                new Thing(object.number("category_id"), object.real("area")),
                (old, now) -> now.area() > old.area() ? now : old),
        object ->
            categories.put(
                object.number("id"),
                new Category(object.text("name"), object.text("supercategory"))));
    Map<String, Category> found = new HashMap<>();
    names.forEach(
        (id, name) -> {
          Thing thing = largest.get(id);
          Category category = thing == null ? null : categories.get(thing.category());
          if (category != null && !category.name().isEmpty()) {
            found.put(name, category);
          }
        });
    return found;
  }

  private static Map<String, List<String>> taxonomy(@Nullable Path file) throws IOException {
    Map<String, List<String>> found = new HashMap<>();
    if (file == null) {
      return found;
    }
    check(file);
    List<String> lines = Files.readAllLines(file);
    List<String> columns = lines.isEmpty() ? List.of() : List.of(lines.getFirst().split("\t"));
    int concept = columns.indexOf("concept");
    if (concept < 0) {
      throw FacetException.badInput(
          "The file " + file + " is not a taxonomy: its first line names no column 'concept'");
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t");
      if (cells.length == columns.size()) {
        List<String> path = new java.util.ArrayList<>();
        for (int i = cells.length - 1; i >= 0; i--) {
          if (columns.get(i).endsWith("class") && !cells[i].isBlank()) {
            path.add(cells[i]);
          }
        }
        path.add(cells[concept]);
        found.put(cells[concept], List.copyOf(path));
      }
    }
    return found;
  }

  private static void check(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw FacetException.badInput(
          "The file "
              + file
              + " has "
              + Files.size(file)
              + " bytes, expected at most "
              + LARGEST_FILE);
    }
  }

  /** Takes an object of a list: its numbers and texts. */
  @FunctionalInterface
  private interface Visitor {
    void accept(Flat object);
  }

  /** The numbers and texts of an object; what is nested is left out. */
  private record Flat(Map<String, Double> numbers, Map<String, String> texts) {

    long number(String key) {
      return numbers.getOrDefault(key, -1.0).longValue();
    }

    double real(String key) {
      return numbers.getOrDefault(key, 0.0);
    }

    String text(String key) {
      String text = texts.getOrDefault(key, "");
      return text.substring(0, Math.min(text.length(), LONGEST_TEXT)).strip();
    }
  }

  /** Streams a COCO file: gigabytes of masks pass by without being kept. */
  private static void read(
      @Nullable Path file, Visitor images, Visitor annotations, Visitor categories)
      throws IOException {
    if (file == null) {
      return;
    }
    check(file);
    Map<String, Visitor> visitors = new LinkedHashMap<>();
    visitors.put("images", images);
    visitors.put("annotations", annotations);
    visitors.put("categories", categories);
    try (BufferedReader reader = Files.newBufferedReader(file);
        JsonReader json = new JsonReader(reader)) {
      json.beginObject();
      while (json.hasNext()) {
        Visitor visitor = visitors.get(json.nextName());
        if (visitor == null) {
          json.skipValue();
        } else {
          list(json, visitor);
        }
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw FacetException.badInput(
          "The file " + file + " is not in the layout of COCO: " + e.getMessage(), e);
    }
  }

  private static void list(JsonReader json, Visitor visitor) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      Flat object = new Flat(new HashMap<>(), new HashMap<>());
      json.beginObject();
      while (json.hasNext()) {
        String key = json.nextName();
        JsonToken next = json.peek();
        if (next == JsonToken.NUMBER) {
          object.numbers().put(key, json.nextDouble());
        } else if (next == JsonToken.STRING) {
          object.texts().put(key, json.nextString());
        } else {
          json.skipValue();
        }
      }
      json.endObject();
      visitor.accept(object);
    }
    json.endArray();
  }
}
