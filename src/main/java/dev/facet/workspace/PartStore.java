package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The committed parts of an index run. A part is its {@link PartFiles} and, in the same breath, the
 * rows of its images and its totals in the database. A part exists once its database row does: a
 * file without one is overwritten when the run is taken up again.
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
      float @Nullable [] residual) {}

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
  private final PartFiles files;

  PartStore(StudyDatabase database, Path study) {
    this.database = database;
    this.files = new PartFiles(database, study);
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
      throw files.homeIsThere() ? e : files.removed(e);
    }
  }

  private void write(Part part, List<IndexedImage> images, List<ImageCodes> rows) {
    database.write(
        connection -> {
          files.writeCodes(connection, part.number(), rows);
          files.writeResiduals(connection, part.number(), images);
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
    return parts.isEmpty() || parts.stream().anyMatch(part -> files.hasResiduals(part.number()));
  }

  /**
   * Reads the mean residuals of a part's images, in image order.
   *
   * @return false when the part was made by a Facet that did not keep them
   */
  public boolean residuals(Part part, ResidualVisitor visitor) {
    return files.readResiduals(part.number(), visitor);
  }

  /**
   * Reads a part's codes back, in the order in which they were committed.
   *
   * @throws FacetException when its file is gone or damaged
   */
  public void replay(Part part, CodeVisitor visitor) {
    files.readCodes(part.number(), visitor);
  }

  /** The file with the codes of a part, within a literal in SQL. */
  String literal(Part part) {
    return files.literal(part.number());
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
