package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DuckDB file of a study: opening it, one writer at a time, as many readers as there are, and
 * errors that a person understands. Every read has a connection of its own (a duplicate costs well
 * under a millisecond), every write is one transaction.
 */
final class StudyDatabase implements AutoCloseable {

  static final String FILE = "facet.duckdb";

  private static final Logger log = LoggerFactory.getLogger(StudyDatabase.class);

  /** Work with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T with(DuckDBConnection connection) throws SQLException, IOException;
  }

  private final Path folder;
  private final DuckDBConnection root;
  private final @Nullable Path snapshot;
  private final boolean readOnly;
  private final ReentrantLock writing = new ReentrantLock();

  private StudyDatabase(
      Path folder, DuckDBConnection root, boolean readOnly, @Nullable Path snapshot) {
    this.folder = folder;
    this.root = root;
    this.readOnly = readOnly;
    this.snapshot = snapshot;
  }

  /** Makes the file with empty tables, in one transaction. */
  static StudyDatabase create(Path folder) {
    StudyDatabase database = open(folder);
    try {
      database.write(
          connection -> {
            StudySchema.create(connection);
            return null;
          });
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens the file for reading and writing.
   *
   * @throws FacetException BUSY when another process holds it
   */
  static StudyDatabase open(Path folder) {
    DuckDBConnection root = connect(folder, folder.resolve(FILE), false);
    complete(root, folder);
    return new StudyDatabase(folder, root, false, null);
  }

  /**
   * Opens the file for reading. Where another process holds it, or where it is so old that tables
   * are missing, a copy as it stands is opened instead.
   */
  static StudyDatabase openReadOnly(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      DuckDBConnection root = connect(folder, file, true);
      if (isComplete(root, folder)) {
        return new StudyDatabase(folder, root, true, null);
      }
      close(root, folder);
    } catch (FacetException held) {
      if (held.kind() != FacetException.Kind.BUSY) {
        throw held;
      }
      return openSnapshot(folder, file, held);
    }
    return openSnapshot(
        folder,
        file,
        FacetException.badInput(
            "The study "
                + folder
                + " was made by an older Facet and cannot be copied to be read; open it where you may write in it"));
  }

  private static void complete(DuckDBConnection root, Path folder) {
    try {
      StudySchema.complete(root);
    } catch (SQLException e) {
      close(root, folder);
      throw StudyErrors.explain(e, folder);
    }
  }

  private static boolean isComplete(DuckDBConnection root, Path folder) {
    try {
      return StudySchema.isComplete(root);
    } catch (SQLException e) {
      close(root, folder);
      throw StudyErrors.explain(e, folder);
    }
  }

  private static void close(DuckDBConnection root, Path folder) {
    try {
      root.close();
    } catch (SQLException e) {
      log.warn("Closing {}: {}", folder, e.getMessage());
    }
  }

  private static StudyDatabase openSnapshot(Path folder, Path file, FacetException held) {
    // A copy taken while the other process writes can be torn; DuckDB's checksums notice, and we
    // try again.
    for (int attempt = 0; attempt < 3; attempt++) {
      Path copies = null;
      try {
        copies = Files.createTempDirectory("facet-study");
        Path copy = copies.resolve(FILE);
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        Path wal = file.resolveSibling(FILE + ".wal");
        if (Files.exists(wal)) {
          Files.copy(wal, copies.resolve(FILE + ".wal"), StandardCopyOption.REPLACE_EXISTING);
        }
        // Opened for writing, so that the copied log is replayed; nobody else sees this copy.
        DuckDBConnection root = connect(folder, copy, false);
        complete(root, folder);
        return new StudyDatabase(folder, root, true, copies);
      } catch (IOException | FacetException e) {
        log.info("The copy of {} could not be opened: {}", file, e.getMessage());
        if (copies != null) {
          deleteFolder(copies);
        }
      }
    }
    throw held;
  }

  private static DuckDBConnection connect(Path folder, Path file, boolean readOnly) {
    DuckDbLibrary.load();
    Properties options = new Properties();
    options.setProperty("autoinstall_known_extensions", "false");
    options.setProperty("autoload_known_extensions", "false");
    options.setProperty("threads", "2");
    options.setProperty("memory_limit", "512MB");
    if (readOnly) {
      options.setProperty("duckdb.read_only", "true");
    }
    try {
      return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, options);
    } catch (SQLException e) {
      throw StudyErrors.explain(e, folder);
    }
  }

  boolean readOnly() {
    return readOnly;
  }

  /** Runs a query on a connection of its own. */
  <T> T read(Work<T> work) {
    try (DuckDBConnection connection = root.duplicate()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw StudyErrors.explain(e, folder);
    } catch (IOException e) {
      throw StudyErrors.explain(e, folder);
    }
  }

  /**
   * Runs a change as one transaction: all of it is kept or nothing.
   *
   * @throws FacetException BUSY when the study is open for reading only
   */
  <T> T write(Work<T> work) {
    if (readOnly) {
      throw new FacetException(
          FacetException.Kind.BUSY,
          "The study " + folder.getFileName() + " is open read-only: nothing can be changed in it");
    }
    writing.lock();
    try (DuckDBConnection connection = root.duplicate()) {
      connection.setAutoCommit(false);
      try {
        T result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | IOException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw StudyErrors.explain(e, folder);
    } catch (IOException e) {
      throw StudyErrors.explain(e, folder);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    close(root, folder);
    if (snapshot != null) {
      deleteFolder(snapshot);
    }
  }

  private static void deleteFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("A temporary copy stays behind in {}: {}", folder, e.getMessage());
    }
  }
}
