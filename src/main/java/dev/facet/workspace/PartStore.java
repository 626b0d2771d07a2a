package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The committed parts of an index run. A part is a Parquet file of sparse codes ({@code image,
 * latent, score, max, codes}), one of mean residuals ({@code image, residual}) and, in the same
 * breath, the rows of its images and its totals in the database. A part exists once its database
 * row does: a file without one is overwritten when the run is taken up again.
 */
public final class PartStore {

  /**
   * A committed part.
   *
   * @param number from 0
   * @param begin first image of the corpus in it
   * @param end one past its last image
   * @param totals sums that the run keeps, by position
   */
  public record Part(int number, int begin, int end, List<Double> totals) {

    public Part {
      totals = List.copyOf(totals);
    }
  }

  /**
   * One image of a part.
   *
   * @param id its number in the corpus
   * @param name path below the corpus folder
   * @param caption or empty
   * @param imageClass name of its class folder, or empty
   * @param taxonomy names from the widest class to the narrowest, with slashes between; or empty
   * @param problem why it was skipped, or empty
   * @param embedding in the shared image and text space [d], or null where the model has none
   * @param residual mean over the patches at the site [D], or null where it was not measured
   */
  public record IndexedImage(
      int id,
      String name,
      String caption,
      String imageClass,
      String taxonomy,
      String problem,
      float @Nullable [] embedding,
      float @Nullable [] residual) {

    /** Of a corpus without taxonomy, without what neurons do. */
    public IndexedImage(
        int id,
        String name,
        String caption,
        String imageClass,
        String problem,
        float @Nullable [] embedding) {
      this(id, name, caption, imageClass, "", problem, embedding, null);
    }
  }

  /**
   * What one latent does on one image.
   *
   * @param score mean code over all patches of the image
   * @param max largest code
   */
  public record ImageCodes(int image, int latent, float score, float max, PatchCodes codes) {}

  /** Takes the codes of a part, one latent on one image at a time. */
  @FunctionalInterface
  public interface CodeVisitor {
    void accept(ImageCodes codes);
  }

  private final StudyDatabase database;
  private final Path codes;

  PartStore(StudyDatabase database, Path study) {
    this.database = database;
    this.codes = study.resolve("codes");
  }

  /** The committed parts in order. */
  public List<Part> committed() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT part, first_image, end_image, totals FROM parts ORDER BY part");
              ResultSet row = query.executeQuery()) {
            List<Part> parts = new ArrayList<>();
            while (row.next()) {
              parts.add(
                  new Part(row.getInt(1), row.getInt(2), row.getInt(3), doubles(row.getBytes(4))));
            }
            return parts;
          }
        });
  }

  /** Commits a part: file first, then one transaction. */
  public void commit(Part part, List<IndexedImage> images, List<ImageCodes> rows) {
    try {
      write(part, images, rows);
    } catch (FacetException e) {
      throw Files.isDirectory(codes.getParent()) ? e : removed(e);
    }
  }

  private FacetException removed(@Nullable FacetException cause) {
    return new FacetException(
        FacetException.Kind.NOT_FOUND,
        "The study's folder " + codes.getParent() + " was removed while it was being written",
        cause);
  }

  private void write(Part part, List<IndexedImage> images, List<ImageCodes> rows) {
    database.write(
        connection -> {
          writeCodes(connection, part, rows);
          writeResiduals(connection, part, images);
          insertTaxa(connection, images);
          try (DuckDBAppender appender =
              connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "images")) {
            for (IndexedImage image : images) {
              appender.beginRow();
              appender.append(image.id());
              appender.append(image.name());
              appender.append(image.caption());
              appender.append(image.imageClass());
              appender.append(image.problem());
              byte[] embedding = ImageStore.bytes(image.embedding());
              if (embedding == null) {
                appender.appendNull();
              } else {
                appender.append(embedding);
              }
              appender.endRow();
            }
          }
          try (PreparedStatement put =
              connection.prepareStatement("INSERT INTO parts VALUES (?, ?, ?, ?)")) {
            put.setInt(1, part.number());
            put.setInt(2, part.begin());
            put.setInt(3, part.end());
            put.setBytes(4, bytes(part.totals()));
            put.execute();
          }
          return null;
        });
  }

  private static void insertTaxa(DuckDBConnection connection, List<IndexedImage> images)
      throws SQLException {
    try (DuckDBAppender appender =
        connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "taxa")) {
      for (IndexedImage image : images) {
        if (!image.taxonomy().isEmpty()) {
          appender.beginRow();
          appender.append(image.id());
          appender.append(image.taxonomy());
          appender.endRow();
        }
      }
    }
  }

  /** Fills the rows of a temporary table. */
  @FunctionalInterface
  private interface Filling {
    void into(DuckDBAppender appender) throws SQLException;
  }

  private void writeCodes(DuckDBConnection connection, Part part, List<ImageCodes> rows)
      throws SQLException, IOException {
    writeParquet(
        connection,
        file(part.number()),
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

  private void writeResiduals(DuckDBConnection connection, Part part, List<IndexedImage> images)
      throws SQLException, IOException {
    if (images.stream().allMatch(image -> image.residual() == null)) {
      return;
    }
    writeParquet(
        connection,
        residuals(part.number()),
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
    if (!Files.isDirectory(codes.getParent())) {
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

  /** Takes what the neurons do on an image. */
  @FunctionalInterface
  public interface ResidualVisitor {
    /**
     * @param residual mean over the patches at the site [D]
     */
    void accept(int image, float[] residual);
  }

  /** Whether a Facet made the finished parts that kept what the neurons do. */
  public boolean keepsResiduals() {
    List<Part> parts = committed();
    return parts.isEmpty()
        || parts.stream().anyMatch(part -> Files.isRegularFile(residuals(part.number())));
  }

  /**
   * Reads the mean residuals of a part's images, in image order.
   *
   * @return false when the part was made by a Facet that did not keep them
   */
  public boolean residuals(Part part, ResidualVisitor visitor) {
    Path file = residuals(part.number());
    if (!Files.isRegularFile(file)) {
      return false;
    }
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT image, residual FROM read_parquet('" + quoted(file) + "')");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              visitor.accept(row.getInt(1), ImageStore.floats(row.getBytes(2)));
            }
            return true;
          }
        });
  }

  /**
   * Reads a part's codes back, in the order in which they were committed.
   *
   * @throws FacetException when its file is gone or damaged
   */
  public void replay(Part part, CodeVisitor visitor) {
    Path file = file(part.number());
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

  /** Forgets every part and image: the corpus is indexed anew. */
  public void clear() {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM parts");
            statement.execute("DELETE FROM images");
            statement.execute("DELETE FROM taxa");
          }
          return null;
        });
  }

  /** Where the codes of a part lie. */
  Path file(int number) {
    return codes.resolve(String.format(Locale.ROOT, "part-%05d.parquet", number));
  }

  private Path residuals(int number) {
    return codes.resolve(String.format(Locale.ROOT, "residuals-%05d.parquet", number));
  }

  /** A file's name within a literal in SQL. */
  static String quoted(Path file) {
    return file.toString().replace("'", "''");
  }

  private static byte[] bytes(List<Double> values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(buffer::putDouble);
    return buffer.array();
  }

  private static List<Double> doubles(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Double> values = new ArrayList<>();
    while (buffer.remaining() >= Double.BYTES) {
      values.add(buffer.getDouble());
    }
    return values;
  }
}
