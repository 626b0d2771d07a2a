package dev.facet.image;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The pictures of a folder, told by their names. */
public final class ImageFiles {

  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff");

  private ImageFiles() {}

  /** Whether a file is there and its name ends as a picture's does. */
  public static boolean isImage(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0
        && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
        && Files.isRegularFile(file);
  }

  /**
   * All pictures in a folder and below, in one fixed order.
   *
   * @throws FacetException when there is no such folder or no picture in it
   */
  public static List<Path> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw FacetException.notFound("There is no folder of images at " + folder);
    }
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> images = files.filter(ImageFiles::isImage).sorted().toList();
      if (images.isEmpty()) {
        throw FacetException.badInput(
            "There is no image in "
                + folder
                + "; expected files ending in "
                + String.join(", ", EXTENSIONS.stream().sorted().toList()));
      }
      return images;
    } catch (IOException | UncheckedIOException e) {
      throw FacetException.badInput(
          "The folder " + folder + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
