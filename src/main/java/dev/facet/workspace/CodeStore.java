package dev.facet.workspace;

import dev.facet.workspace.PartStore.Part;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** What the committed sparse codes answer: which latents fire on which images, how strongly. */
public final class CodeStore {

  private final StudyDatabase database;
  private final PartStore parts;

  CodeStore(StudyDatabase database, PartStore parts) {
    this.database = database;
    this.parts = parts;
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
                          + parts.literal(part)
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
    List<Part> committed = parts.committed();
    if (committed.isEmpty()) {
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
        + parts.committed().stream()
            .map(part -> "'" + parts.literal(part) + "'")
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
    List<Part> committed = parts.committed();
    if (committed.isEmpty() || latents.isEmpty()) {
      return scores;
    }
    String sql =
        "SELECT latent, image, score FROM read_parquet(["
            + committed.stream()
                .map(part -> "'" + parts.literal(part) + "'")
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
    for (Part part : parts.committed()) {
      rows +=
          database.read(
              connection -> {
                try (PreparedStatement query =
                    connection.prepareStatement(
                        "SELECT count(*) FROM read_parquet('" + parts.literal(part) + "')")) {
                  return Rows.first(query).getLong(1);
                }
              });
    }
    return rows;
  }
}
