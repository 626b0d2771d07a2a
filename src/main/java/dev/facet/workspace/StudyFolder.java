package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A study's folder before there is a study in it, and how other folders are named from it. */
final class StudyFolder {

  private StudyFolder() {}

  /**
   * Makes the folder; what a creation that was killed left in it goes.
   *
   * @throws FacetException when it holds something else, or cannot be written
   */
  static void makeEmpty(Path home) {
    try {
      Files.createDirectories(home);
      try (Stream<Path> entries = Files.list(home)) {
        List<Path> others = entries.filter(p -> !leftOver(p.getFileName().toString())).toList();
        if (!others.isEmpty()) {
          throw FacetException.badInput(
              "The folder "
                  + home
                  + " is not empty: it holds "
                  + others.getFirst().getFileName()
                  + "; a new study needs a new folder");
        }
      }
      // Left over from a creation that was killed before the manifest: nothing was in it yet.
      Files.deleteIfExists(home.resolve(StudyDatabase.FILE));
      Files.deleteIfExists(home.resolve(StudyDatabase.FILE + ".wal"));
    } catch (IOException e) {
      throw StudyErrors.explain(e, home);
    }
  }

  /** What a creation that was killed leaves behind. */
  private static boolean leftOver(String name) {
    return name.startsWith(StudyDatabase.FILE) || name.startsWith("." + ManifestFile.NAME);
  }

  /** Folders beside the study are named relative to it, so that all can be moved together. */
  static String relative(Path study, String folder) {
    Path target = Path.of(folder).toAbsolutePath().normalize();
    Path parent = study.getParent();
    return parent != null && parent.getNameCount() > 0 && target.startsWith(parent)
        ? study.relativize(target).toString().replace('\\', '/')
        : target.toString();
  }
}
