package dev.facet.workspace;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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
   * @param problem why it was skipped, or empty
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
      throw FacetException.notFound(
          "The study's folder " + codes.getParent() + " was removed while it was being written");
    }
    Files.createDirectories(codes);
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

  /** Takes what a latent does on an image on average. */
  @FunctionalInterface
  public interface ScoreVisitor {
    /**
     * @param score mean code over all patches of the image
     */
    void accept(int image, int latent, float score);
  }

  /** Reads a part's scores alone, in the order in which they were committed. */
  public void replayScores(Part part, ScoreVisitor visitor) {
    database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT image, latent, score FROM read_parquet('"
                          + quoted(file(part.number()))
                          + "')");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              visitor.accept(row.getInt(1), row.getInt(2), row.getFloat(3));
            }
            return null;
          }
        });
  }

  /** Takes how often things were seen. */
  @FunctionalInterface
  public interface CountVisitor {
    /**
     * @param second -1 where a single latent is counted
     * @param images on which they fire
     */
    void accept(int first, int second, long images);
  }

  /**
   * Counts on how many images latents fire, singly and then in pairs, from the committed codes.
   *
   * @param stride every how manieth image is looked at
   */
  public void countFiring(int stride, CountVisitor visitor) {
    List<Part> parts = committed();
    if (parts.isEmpty()) {
      return;
    }
    String codesOfSample = sample(stride);
    database.read(
        connection -> {
          count(
              connection,
              "SELECT latent, -1, count(*) FROM " + codesOfSample + " GROUP BY ALL",
              visitor);
          count(
              connection,
              "WITH c AS MATERIALIZED "
                  + codesOfSample
                  + " SELECT a.latent, b.latent, count(*) FROM c a"
                  + " JOIN c b ON a.image = b.image AND a.latent < b.latent"
                  + " GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL",
              visitor);
          return null;
        });
  }

  /** The codes of every {@code stride}-th image as a table in SQL: image, latent, score. */
  String sample(int stride) {
    return "(SELECT image, latent, score FROM read_parquet(["
        + committed().stream()
            .map(part -> "'" + quoted(file(part.number())) + "'")
            .collect(Collectors.joining(", "))
        + "]) WHERE image % "
        + stride
        + " = 0)";
  }

  private static void count(DuckDBConnection connection, String sql, CountVisitor visitor)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        visitor.accept(row.getInt(1), row.getInt(2), row.getLong(3));
      }
    }
  }

  /**
   * Scores of some latents on every image that fires them.
   *
   * @return by latent, then by image: the mean code over its patches
   */
  public Map<Integer, Map<Integer, Float>> scores(Collection<Integer> latents) {
    Map<Integer, Map<Integer, Float>> scores = new HashMap<>();
    List<Part> parts = committed();
    if (parts.isEmpty() || latents.isEmpty()) {
      return scores;
    }
    String sql =
        "SELECT latent, image, score FROM read_parquet(["
            + parts.stream()
                .map(part -> "'" + quoted(file(part.number())) + "'")
                .collect(Collectors.joining(", "))
            + "]) WHERE latent IN ("
            + latents.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + ")";
    return database.read(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(sql);
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              scores
                  .computeIfAbsent(row.getInt(1), latent -> new HashMap<>())
                  .put(row.getInt(2), row.getFloat(3));
            }
            return scores;
          }
        });
  }

  /** Number of (image, latent) pairs in the committed codes. */
  public long rows() {
    long rows = 0;
    for (Part part : committed()) {
      rows +=
          database.read(
              connection -> {
                try (PreparedStatement query =
                    connection.prepareStatement(
                        "SELECT count(*) FROM read_parquet('"
                            + quoted(file(part.number()))
                            + "')")) {
                  return Rows.first(query).getLong(1);
                }
              });
    }
    return rows;
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

  private Path file(int number) {
    return codes.resolve(String.format(Locale.ROOT, "part-%05d.parquet", number));
  }

  private Path residuals(int number) {
    return codes.resolve(String.format(Locale.ROOT, "residuals-%05d.parquet", number));
  }

  private static String quoted(Path file) {
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
