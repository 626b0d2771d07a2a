package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What went wrong with a study's files, in words that a person understands. */
final class StudyErrors {

  /** How DuckDB names a file of codes that it fails on. */
  private static final Pattern PART = Pattern.compile("[a-z]+-\\d{5}\\.parquet(?!\\.)");

  private StudyErrors() {}

  static FacetException explain(IOException e, Path folder) {
    String message = String.valueOf(e.getMessage());
    return message.toLowerCase(Locale.ROOT).contains("no space")
        ? noSpace(folder, e)
        : FacetException.badInput("The study " + folder + " cannot be written: " + message, e);
  }

  static FacetException explain(SQLException e, Path folder) {
    String message = String.valueOf(e.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("could not set lock")) {
      return new FacetException(
          FacetException.Kind.BUSY,
          "The study "
              + folder
              + " is open in another process; close it there, or open the study read-only",
          e);
    }
    if (lower.contains("no space") || lower.contains("disk full")) {
      return noSpace(folder, e);
    }
    if (lower.contains("newer version") || lower.contains("version number")) {
      return new FacetException(
          FacetException.Kind.NEWER_VERSION,
          "The study "
              + folder
              + " was written by a newer Facet, whose database this one cannot read",
          e);
    }
    Matcher part = PART.matcher(message);
    if (part.find()) {
      return FacetException.badInput(
          "The study "
              + folder
              + " is damaged: its file codes/"
              + part.group()
              + " is missing or cannot be read; put it back, or move the folder away and index again",
          e);
    }
    if (lower.contains("not a valid duckdb") || lower.contains("corrupt")) {
      return FacetException.badInput(
          "The file "
              + folder.resolve(StudyDatabase.FILE)
              + " is damaged: it is not a DuckDB database",
          e);
    }
    return FacetException.badInput("The study " + folder + " cannot be read: " + message, e);
  }

  private static FacetException noSpace(Path folder, Exception cause) {
    return new FacetException(
        FacetException.Kind.NO_SPACE,
        "There is no space left to write the study " + folder + "; free some and try again",
        cause);
  }
}
