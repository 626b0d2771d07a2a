package dev.facet.index;

import dev.facet.core.FacetException;
import dev.facet.core.FileLimit;
import dev.facet.index.CorpusFolder.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What files beside the images say about them: {@link CocoFile}s of {@code captions} and of {@code
 * instances}, things with their areas and categories; and {@code taxonomy.tsv}, a table with a
 * column {@code concept} and columns of classes, the narrowest first.
 */
final class CorpusNotes {

  private static final long LARGEST_TABLE = 1L << 28;

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
        captions(CocoFile.beside(root, "captions")),
        things(CocoFile.beside(root, "instances")),
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

  private static Map<String, String> captions(@Nullable CocoFile file) {
    if (file == null) {
      return Map.of();
    }
    Map<Long, String> names = new HashMap<>();
    Map<Long, String> texts = new HashMap<>();
    file.read(
        false,
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

  private static Map<String, Category> things(@Nullable CocoFile file) {
    if (file == null) {
      return Map.of();
    }
    Map<Long, String> names = new HashMap<>();
    Map<Long, Thing> largest = new HashMap<>();
    Map<Long, Category> categories = new HashMap<>();
    file.read(
        false,
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
    FileLimit.check(file, LARGEST_TABLE);
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
        List<String> path = new ArrayList<>();
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
}
