package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
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

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE images (
            id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, caption VARCHAR NOT NULL,
            class VARCHAR NOT NULL, problem VARCHAR NOT NULL, embedding BLOB)""",
          """
          CREATE TABLE parts (
            part INTEGER PRIMARY KEY, first_image INTEGER NOT NULL, end_image INTEGER NOT NULL,
            totals BLOB NOT NULL)""",
          """
          CREATE TABLE features (
            feature INTEGER PRIMARY KEY, label VARCHAR NOT NULL, label_score DOUBLE NOT NULL,
            frequency DOUBLE NOT NULL, density DOUBLE NOT NULL, max DOUBLE NOT NULL,
            mean DOUBLE NOT NULL, monosemanticity DOUBLE, steerability DOUBLE,
            histogram BLOB NOT NULL)""",
          """
          CREATE TABLE examples (
            feature INTEGER NOT NULL, kind TINYINT NOT NULL, bin TINYINT NOT NULL,
            place SMALLINT NOT NULL, image INTEGER NOT NULL, score FLOAT NOT NULL,
            max FLOAT NOT NULL, codes BLOB NOT NULL)""",
          """
          CREATE TABLE labels (
            feature INTEGER NOT NULL, place SMALLINT NOT NULL, word VARCHAR NOT NULL,
            score DOUBLE NOT NULL)""",
          "CREATE TABLE meanings (feature INTEGER NOT NULL, direction FLOAT[] NOT NULL)",
          """
          CREATE TABLE neighbours (
            feature INTEGER NOT NULL, kind TINYINT NOT NULL, place SMALLINT NOT NULL,
            other INTEGER NOT NULL, score DOUBLE NOT NULL)""",
          """
          CREATE TABLE annotations (
            feature INTEGER PRIMARY KEY, starred BOOLEAN NOT NULL, label VARCHAR NOT NULL,
            note VARCHAR NOT NULL, tags VARCHAR NOT NULL)""",
          """
          CREATE TABLE annotation_history (
            seq BIGINT PRIMARY KEY, feature INTEGER NOT NULL, before VARCHAR NOT NULL,
            after VARCHAR NOT NULL, undone BOOLEAN NOT NULL)""",
          """
          CREATE TABLE sweeps (
            key VARCHAR PRIMARY KEY, feature INTEGER, saved TIMESTAMP NOT NULL,
            result VARCHAR NOT NULL)""",
          """
          CREATE TABLE captions (
            key VARCHAR PRIMARY KEY, saved TIMESTAMP NOT NULL, result VARCHAR NOT NULL)""");

  /** Tables that came later: a study from before gets them, empty, when it is opened. */
  private static final Map<String, String> ADDED =
      Map.ofEntries(
          Map.entry(
              "explanations",
              """
          CREATE TABLE IF NOT EXISTS explanations (
            key VARCHAR PRIMARY KEY, feature INTEGER NOT NULL, method VARCHAR NOT NULL,
            control VARCHAR NOT NULL, model VARCHAR NOT NULL, text VARCHAR NOT NULL,
            raw VARCHAR NOT NULL, probability DOUBLE NOT NULL, coefficient DOUBLE,
            recipe VARCHAR NOT NULL, saved TIMESTAMP NOT NULL, clip_score DOUBLE, auroc DOUBLE,
            iou DOUBLE)"""),
          Map.entry(
              "coefficients",
              """
          CREATE TABLE IF NOT EXISTS coefficients (
            key VARCHAR PRIMARY KEY, saved TIMESTAMP NOT NULL, curve VARCHAR NOT NULL)"""),
          Map.entry(
              "caption_runs",
              """
          CREATE TABLE IF NOT EXISTS caption_runs (
            id BIGINT PRIMARY KEY, pinned BOOLEAN NOT NULL, run VARCHAR NOT NULL)"""),
          Map.entry(
              "places",
              "CREATE TABLE IF NOT EXISTS places (feature INTEGER NOT NULL, x FLOAT NOT NULL, y FLOAT NOT NULL)"),
          Map.entry("origins", "CREATE TABLE IF NOT EXISTS origins (mean FLOAT[] NOT NULL)"),
          Map.entry(
              "taxa",
              "CREATE TABLE IF NOT EXISTS taxa (image INTEGER NOT NULL, path VARCHAR NOT NULL)"),
          Map.entry(
              "encoders",
              """
          CREATE TABLE IF NOT EXISTS encoders (
            fingerprint VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, chosen BOOLEAN NOT NULL)"""),
          Map.entry(
              "encodings",
              """
          CREATE TABLE IF NOT EXISTS encodings (
            encoder VARCHAR NOT NULL, image INTEGER NOT NULL, embedding BLOB NOT NULL)"""),
          Map.entry(
              "monosemanticity",
              """
          CREATE TABLE IF NOT EXISTS monosemanticity (
            encoder VARCHAR NOT NULL, neuron BOOLEAN NOT NULL, unit INTEGER NOT NULL,
            score DOUBLE)"""),
          Map.entry(
              "depths",
              """
          CREATE TABLE IF NOT EXISTS depths (
            feature INTEGER NOT NULL, level INTEGER NOT NULL, mean DOUBLE, majority INTEGER)"""),
          Map.entry(
              "steerability",
              """
          CREATE TABLE IF NOT EXISTS steerability (
            key VARCHAR NOT NULL, feature INTEGER NOT NULL, saved TIMESTAMP NOT NULL,
            result VARCHAR NOT NULL, PRIMARY KEY (key, feature))"""));

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
            try (Statement statement = connection.createStatement()) {
              for (String table : SCHEMA) {
                statement.execute(table);
              }
            }
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

  /** Adds the tables that a study from before lacks. */
  private static void complete(DuckDBConnection root, Path folder) {
    try (Statement statement = root.createStatement()) {
      for (String table : ADDED.values()) {
        statement.execute(table);
      }
    } catch (SQLException e) {
      close(root, folder);
      throw explain(e, folder);
    }
  }

  private static boolean isComplete(DuckDBConnection root, Path folder) {
    try (Statement statement = root.createStatement();
        ResultSet row = statement.executeQuery("SELECT table_name FROM duckdb_tables()")) {
      Set<String> missing = new HashSet<>(ADDED.keySet());
      while (row.next()) {
        missing.remove(row.getString(1));
      }
      return missing.isEmpty();
    } catch (SQLException e) {
      close(root, folder);
      throw explain(e, folder);
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
      throw explain(e, folder);
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
      throw explain(e, folder);
    } catch (IOException e) {
      throw explain(e, folder);
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
      throw explain(e, folder);
    } catch (IOException e) {
      throw explain(e, folder);
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

  static FacetException explain(IOException e, Path folder) {
    String message = String.valueOf(e.getMessage());
    return message.toLowerCase(Locale.ROOT).contains("no space")
        ? noSpace(folder, e)
        : FacetException.badInput("The study " + folder + " cannot be written: " + message, e);
  }

  private static FacetException explain(SQLException e, Path folder) {
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
    if (lower.contains("not a valid duckdb") || lower.contains("corrupt")) {
      return FacetException.badInput(
          "The file " + folder.resolve(FILE) + " is damaged: it is not a DuckDB database", e);
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
