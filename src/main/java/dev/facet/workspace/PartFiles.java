package dev.facet.workspace;

import dev.facet.core.FacetException;
import dev.facet.workspace.PartStore.CodeVisitor;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.ResidualVisitor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The Parquet files of a study's parts: sparse codes ({@code image, latent, score, max, codes}) and
 * mean residuals ({@code image, residual}). A file is there whole or not at all.
 */
final class PartFiles {

  private final StudyDatabase database;
  private final Path codes;

  PartFiles(StudyDatabase database, Path study) {
    this.database = database;
    this.codes = study.resolve("codes");
  }

  /** Whether the study's folder is still there. */
  boolean homeIsThere() {
    return Files.isDirectory(codes.getParent());
  }

  FacetException removed(@Nullable FacetException cause) {
    return new FacetException(
        FacetException.Kind.NOT_FOUND,
        "The study's folder " + codes.getParent() + " was removed while it was being written",
        cause);
  }

  /** Fills the rows of a temporary table. */
  @FunctionalInterface
  private interface Filling {
    void into(DuckDBAppender appender) throws SQLException;
  }

  void writeCodes(DuckDBConnection connection, int number, List<ImageCodes> rows)
      throws SQLException, IOException {
    writeParquet(
        connection,
        codes(number),
        "image INTEGER, latent INTEGER, score FLOAT, max FLOAT, codes BLOB",
        appender -> {
          for (ImageCodes row : rows) {
            appender.beginRow();
            appender.append(row.image());
            appender.append(row.latent());
            appender.append(row.score());
            appender.append(row.max());
            appender.append(row.codes().packed());
            appender.endRow();
          }
        });
  }

  void writeResiduals(DuckDBConnection connection, int number, List<IndexedImage> images)
      throws SQLException, IOException {
    if (images.stream().allMatch(image -> image.residual() == null)) {
      return;
    }
    writeParquet(
        connection,
        residuals(number),
        "image INTEGER, residual BLOB",
        appender -> {
          for (IndexedImage image : images) {
            byte[] residual = ImageStore.bytes(image.residual());
            if (residual != null) {
              appender.beginRow();
              appender.append(image.id());
              appender.append(residual);
              appender.endRow();
            }
          }
        });
  }

  private void writeParquet(
      DuckDBConnection connection, Path target, String columns, Filling filling)
      throws SQLException, IOException {
    if (!homeIsThere()) {
      throw removed(null);
    }
    try {
      Files.createDirectory(codes); // never the study's folder itself
    } catch (FileAlreadyExistsException _) {
      // From the second part on it is there.
    }
    Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE OR REPLACE TEMP TABLE part (" + columns + ")");
      try (DuckDBAppender appender = connection.createAppender("temp", "main", "part")) {
        filling.into(appender);
      }
      statement.execute(
          "COPY part TO '" + quoted(unfinished) + "' (FORMAT parquet, COMPRESSION zstd)");
      statement.execute("DROP TABLE temp.part");
    }
    Files.move(
        unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  boolean hasResiduals(int number) {
    return Files.isRegularFile(residuals(number));
  }

  /**
   * Reads the mean residuals of a part's images, in image order.
   *
   * @return false when there are none
   */
  boolean readResiduals(int number, ResidualVisitor visitor) {
    if (!hasResiduals(number)) {
      return false;
    }
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT image, residual FROM read_parquet('"
                          + quoted(residuals(number))
                          + "')");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              visitor.accept(row.getInt(1), ImageStore.floats(row.getBytes(2)));
            }
            return true;
          }
        });
  }

  /**
   * Reads a part's codes back, in the order in which they were written.
   *
   * @throws FacetException when its file is gone or damaged
   */
  void readCodes(int number, CodeVisitor visitor) {
    Path file = codes(number);
    if (!Files.isRegularFile(file)) {
      throw FacetException.badInput(
          "The study is damaged: "
              + file
              + " is missing, and its images cannot be read without it");
    }
    database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT image, latent, score, max, codes FROM read_parquet('"
                          + quoted(file)
                          + "')");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              visitor.accept(
                  new ImageCodes(
                      row.getInt(1),
                      row.getInt(2),
                      row.getFloat(3),
                      row.getFloat(4),
                      PatchCodes.ofPacked(row.getBytes(5))));
            }
            return null;
          }
        });
  }

  /** The file with the codes of a part, within a literal in SQL. */
  String literal(int number) {
    return quoted(codes(number));
  }

  private Path codes(int number) {
    return codes.resolve(String.format(Locale.ROOT, "part-%05d.parquet", number));
  }

  private Path residuals(int number) {
    return codes.resolve(String.format(Locale.ROOT, "residuals-%05d.parquet", number));
  }

  private static String quoted(Path file) {
    return file.toString().replace("'", "''");
  }
}
