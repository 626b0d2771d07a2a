package dev.facet.workspace;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** How deep in the corpus's taxonomy the latents' top images meet, by level of the SAE. */
public final class DepthStore {

  /**
   * A latent.
   *
   * @param feature latent index
   * @param level of the Matryoshka SAE that it belongs to, 0 for an SAE without levels
   * @param mean rounded mean depth over the pairs of its top images; null where it has too few
   * @param majority most frequent depth; null likewise
   */
  public record Depth(int feature, int level, @Nullable Double mean, @Nullable Integer majority) {}

  /**
   * A level of the SAE.
   *
   * @param level from 0, the widest
   * @param latents that belong to it
   * @param measured latents that have a depth
   * @param meanDepth over them, NaN when there is none
   * @param meanMonosemanticity over the latents that have a score, NaN when there is none
   */
  public record Level(
      int level, int latents, int measured, double meanDepth, double meanMonosemanticity) {}

  private final StudyDatabase database;

  DepthStore(StudyDatabase database) {
    this.database = database;
  }

  /** Whether any image of the corpus has a place in a taxonomy. */
  public boolean hasTaxonomy() {
    return database.read(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM taxa")) {
            return Rows.first(query).getLong(1) > 0;
          }
        });
  }

  /**
   * Streams the taxonomic paths of every latent's top images, best image first, latents ascending.
   *
   * @param visitor takes the latent and the paths of those of its images that have one
   */
  public void topPaths(BiConsumer<Integer, List<String>> visitor) {
    database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT e.feature, t.path FROM examples e JOIN taxa t ON t.image = e.image"
                          + " WHERE e.kind = "
                          + FeatureStore.TOP
                          + " ORDER BY e.feature, e.place");
              ResultSet row = query.executeQuery()) {
            int feature = -1;
            List<String> paths = new ArrayList<>();
            while (row.next()) {
              if (row.getInt(1) != feature && feature >= 0) {
                visitor.accept(feature, paths);
                paths = new ArrayList<>();
              }
              feature = row.getInt(1);
              paths.add(row.getString(2));
            }
            if (feature >= 0) {
              visitor.accept(feature, paths);
            }
            return null;
          }
        });
  }

  /** Replaces all depths. */
  public void put(List<Depth> depths) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM depths");
          }
          try (DuckDBAppender appender = connection.createAppender("main", "depths")) {
            for (Depth depth : depths) {
              appender.beginRow();
              appender.append(depth.feature());
              appender.append(depth.level());
              FindingStore.append(appender, depth.mean());
              if (depth.majority() == null) {
                appender.appendNull();
              } else {
                appender.append(depth.majority().intValue());
              }
              appender.endRow();
            }
          }
          return null;
        });
  }

  /** The levels of the SAE, the widest first; empty when there is no taxonomy. */
  public List<Level> levels() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      """
                      SELECT d.level, count(*), count(d.mean), avg(d.mean), avg(f.monosemanticity)
                      FROM depths d JOIN features f ON f.feature = d.feature
                      GROUP BY d.level ORDER BY d.level""");
              ResultSet row = query.executeQuery()) {
            List<Level> levels = new ArrayList<>();
            while (row.next()) {
              double depth = row.getDouble(4);
              depth = row.wasNull() ? Double.NaN : depth;
              double score = row.getDouble(5);
              score = row.wasNull() ? Double.NaN : score;
              levels.add(new Level(row.getInt(1), row.getInt(2), row.getInt(3), depth, score));
            }
            return levels;
          }
        });
  }
}
