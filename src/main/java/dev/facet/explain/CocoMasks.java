package dev.facet.explain;

import dev.facet.core.FacetException;
import dev.facet.image.CocoShape;
import dev.facet.index.CocoFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Masks of what is on the images of a corpus, of COCO's instance file that lies beside them. */
final class CocoMasks {

  /** One object of an image. */
  private record Instance(long category, CocoShape shape) {}

  /** An image with its size, or -1 where the file does not tell it. */
  private record Picture(String name, long width, long height, List<Instance> instances) {

    boolean fits(int imageWidth, int imageHeight) {
      return (width < 0 || width == imageWidth)
          && (height < 0 || height == imageHeight)
          && instances.stream().allMatch(one -> one.shape().fits(imageWidth, imageHeight));
    }
  }

  private final Path file;
  private final Map<String, Picture> byImage = new HashMap<>();

  /** Words that name a category: its own name, or that of its wide class. */
  private final Map<String, Set<Long>> categories = new HashMap<>();

  private CocoMasks(Path file) {
    this.file = file;
  }

  /**
   * The masks that belong to a folder of images; null where there are none.
   *
   * @throws FacetException when the file is damaged
   */
  static @Nullable CocoMasks beside(Path images) {
    CocoFile found = CocoFile.beside(images, "instances");
    if (found == null) {
      return null;
    }
    CocoMasks masks = new CocoMasks(found.path());
    Map<Long, Picture> pictures = new HashMap<>();
    Map<Long, List<Instance>> instances = new HashMap<>();
    found.read(
        true,
        image ->
            pictures.put(
                image.number("id"),
                new Picture(
                    image.text("file_name"),
                    image.number("width"),
                    image.number("height"),
                    instances.computeIfAbsent(image.number("id"), key -> new ArrayList<>()))),
        annotation -> {
          CocoShape shape = annotation.shape();
          if (shape != null) {
            instances
                .computeIfAbsent(annotation.number("image_id"), key -> new ArrayList<>())
                .add(new Instance(annotation.number("category_id"), shape));
          }
        },
        masks::category);
    pictures.values().forEach(picture -> masks.byImage.put(picture.name(), picture));
    return masks.byImage.values().stream().allMatch(picture -> picture.instances().isEmpty())
        ? null
        : masks;
  }

  private void category(CocoFile.Element category) {
    for (String key : List.of("name", "supercategory")) {
      String word = category.text(key).toLowerCase(Locale.ROOT);
      if (!word.isEmpty()) {
        categories.computeIfAbsent(word, name -> new HashSet<>()).add(category.number("id"));
      }
    }
  }

  /** The file that they were read from. */
  Path file() {
    return file;
  }

  /** The categories that a text names, in the singular or a regular plural. */
  Set<Long> named(String text) {
    String padded = " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ") + " ";
    Set<Long> named = new HashSet<>();
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
  boolean @Nullable [] mask(String name, Set<Long> wanted, int width, int height) {
    Picture picture =
        byImage.getOrDefault(name, byImage.get(name.substring(name.lastIndexOf('/') + 1)));
    if (picture == null || !picture.fits(width, height)) {
      return null;
    }
    boolean[] mask = new boolean[width * height];
    for (Instance instance : picture.instances()) {
      if (wanted.contains(instance.category())) {
        instance.shape().paint(mask, width, height);
      }
    }
    return mask;
  }
}
