package dev.facet.workspace;

import dev.facet.core.FacetException;
import dev.facet.workspace.FeatureProfile.Neighbour;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The features of a study as they are looked at: figures, examples, labels, neighbours. */
public final class FeatureStore {

  /** What makes two latents neighbours. */
  public enum NeighbourKind {
    /** Cosine of the decoder rows. */
    DECODER,
    /** Correlation (phi) of firing on the same images. */
    COACTIVATION
  }

  static final int TOP = 0;
  static final int TOP_BY_MAX = 1;
  static final int QUANTILE = 2;

  private static final String SUMMARY =
      """
      SELECT f.feature, coalesce(nullif(a.label, ''), f.label) AS shown,
             coalesce(a.label, '') <> '' AS own, f.label_score, f.frequency, f.density, f.max,
             f.mean, f.monosemanticity, f.steerability, coalesce(a.starred, false) AS starred
      FROM features f LEFT JOIN annotations a ON a.feature = f.feature
      """;

  private final StudyDatabase database;

  FeatureStore(StudyDatabase database) {
    this.database = database;
  }

  /** The matching features in the wanted order. */
  public Page<FeatureSummary> page(FeatureSearch search) {
    FeatureCondition condition = new FeatureCondition(search);
    return database.read(
        connection -> {
          int total;
          try (PreparedStatement count =
              connection.prepareStatement(
                  "SELECT count(*) FROM features f LEFT JOIN annotations a ON a.feature = f.feature"
                      + condition.sql())) {
            condition.bind(count);
            total = Rows.first(count).getInt(1);
          }
          try (PreparedStatement query =
              connection.prepareStatement(
                  SUMMARY
                      + condition.sql()
                      + " ORDER BY "
                      + condition.exactFirst()
                      + search.sort().expression()
                      + (search.descending() ? " DESC" : " ASC")
                      + " NULLS LAST, f.feature LIMIT "
                      + search.limit()
                      + " OFFSET "
                      + search.offset())) {
            condition.bind(query);
            List<FeatureSummary> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                rows.add(summary(row));
              }
            }
            return new Page<>(total, rows);
          }
        });
  }

  /** The latents that fire at least once, ascending. */
  public List<Integer> firing() {
    return Arrays.stream(columns(FeatureSearch.firing()).features()).boxed().toList();
  }

  /**
   * One line of the list.
   *
   * @throws FacetException NOT_FOUND when the study has no such latent
   */
  public FeatureSummary summary(int feature) {
    return database.read(connection -> summary(connection, feature));
  }

  static FeatureSummary summary(DuckDBConnection connection, int feature) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SUMMARY + " WHERE f.feature = ?")) {
      query.setInt(1, feature);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw FacetException.notFound("The study has no feature " + feature);
        }
        return summary(row);
      }
    }
  }

  private static FeatureSummary summary(ResultSet row) throws SQLException {
    return new FeatureSummary(
        row.getInt(1),
        row.getString(2),
        row.getBoolean(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        row.getDouble(7),
        row.getDouble(8),
        nullable(row, 9),
        nullable(row, 10),
        row.getBoolean(11));
  }

  private static @Nullable Double nullable(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  /**
   * All about one feature.
   *
   * @param examples at most this many top images
   * @throws FacetException NOT_FOUND when the study has no such latent
   */
  public FeatureProfile profile(int feature, int examples) {
    return database.read(connection -> ProfileReader.profile(connection, feature, examples));
  }

  /** The neighbours of a feature, best first. */
  public List<Neighbour> neighbours(int feature, NeighbourKind kind) {
    return database.read(connection -> ProfileReader.neighbours(connection, feature, kind));
  }

  /**
   * Figures of all features that match, by index.
   *
   * @param search its order and window do not count
   */
  public FeatureColumns columns(FeatureSearch search) {
    FeatureCondition condition = new FeatureCondition(search);
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  """
                  SELECT f.feature, f.frequency, f.density, f.max, f.mean, f.label_score,
                         f.monosemanticity, f.steerability, p.x, p.y, coalesce(a.starred, false)
                  FROM features f LEFT JOIN annotations a ON a.feature = f.feature
                  LEFT JOIN places p ON p.feature = f.feature
                  """
                      + condition.sql()
                      + " ORDER BY f.feature")) {
            condition.bind(query);
            FeatureColumns.Builder columns = new FeatureColumns.Builder();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                columns.add(row);
              }
            }
            return columns.build();
          }
        });
  }

  /** The shown labels of all features, by index; one read for lists that name many latents. */
  public List<String> labels() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      """
                      SELECT coalesce(nullif(a.label, ''), f.label)
                      FROM features f LEFT JOIN annotations a ON a.feature = f.feature
                      ORDER BY f.feature""");
              ResultSet row = query.executeQuery()) {
            List<String> labels = new ArrayList<>();
            while (row.next()) {
              labels.add(row.getString(1));
            }
            return labels;
          }
        });
  }
}
