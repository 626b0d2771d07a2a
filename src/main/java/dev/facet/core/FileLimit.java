package dev.facet.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How large a file may be before it is read into memory. */
public final class FileLimit {

  private FileLimit() {}

  /**
   * Refuses a file that is larger than one of its kind can be.
   *
   * @param limit bytes
   * @throws FacetException when it is larger
   * @throws IOException when there is none or it cannot be looked at
   */
  public static void check(Path file, long limit) throws IOException {
    long size = Files.size(file);
    if (size > limit) {
      throw FacetException.badInput(
          "The file " + file + " has " + size + " bytes, expected at most " + limit);
    }
  }
}
