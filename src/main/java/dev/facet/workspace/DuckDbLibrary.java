package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB's native library. Its driver unpacks 60 MB of it into the folder for temporary files at
 * every start and leaves them there when the process is ended from outside, as a worker is: what
 * nobody needs any more is deleted.
 */
final class DuckDbLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(DuckDbLibrary.class);
  private static final String NAME = "libduckdb_java";

  /** What this process has mapped, where the system tells (Linux). */
  private static final Path MAPPED = Path.of("/proc/self/maps");

  /** No process takes so long from unpacking the library to having loaded it. */
  private static final Duration SURELY_LOADED = Duration.ofHours(1);

  private DuckDbLibrary() {}

  /** Loaded once in a process, by whoever needs it first. */
  private static final class Loaded {
    static {
      try {
        DriverManager.getConnection("jdbc:duckdb:").close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      tidy(Path.of(System.getProperty("java.io.tmpdir")));
    }

    private Loaded() {}

    static void now() {
      // Loaded with this class.
    }
  }

  /**
   * Loads the library; the second time does nothing.
   *
   * @throws FacetException ENGINE when it cannot be loaded
   */
  static void load() {
    try {
      Loaded.now();
    } catch (LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new FacetException(
          FacetException.Kind.ENGINE,
          "DuckDB's library cannot be loaded: " + cause.getMessage(),
          cause);
    }
  }

  /** Deletes this process's own file, which stays mapped, and those of processes long gone. */
  static void tidy(Path folder) {
    try {
      if (Files.isReadable(MAPPED)) {
        for (String line : Files.readAllLines(MAPPED)) {
          int path = line.indexOf('/');
          if (path >= 0 && line.endsWith(".so") && line.contains("/" + NAME)) {
            Files.deleteIfExists(Path.of(line.substring(path)));
          }
        }
      }
      Instant old = Instant.now().minus(SURELY_LOADED);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, NAME + "*.so")) {
        for (Path file : left) {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException e) {
      // Another user's, or one that Windows holds for a process that lives.
      LOG.debug("A copy of DuckDB's library stays in {}", folder, e);
    }
  }
}
