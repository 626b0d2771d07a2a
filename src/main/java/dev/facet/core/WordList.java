package dev.facet.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A file of words or phrases, one a line. */
public final class WordList {

  private static final long LARGEST = 64L << 20;

  private WordList() {}

  /**
   * Reads the lines that are not blank, each once.
   *
   * @throws FacetException when the file cannot be read or is too large for a list of words
   */
  public static List<String> read(Path file) {
    try {
      FileLimit.check(file, LARGEST);
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .distinct()
          .toList();
    } catch (NoSuchFileException _) {
      throw FacetException.notFound("There is no word list " + file);
    } catch (IOException e) {
      throw FacetException.badInput(
          "The word list " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes the words, one a line, in one step. */
  public static void write(Path file, List<String> words) {
    AtomicFile.write(file, (String.join("\n", words) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
