package dev.facet.workspace;

import dev.facet.workspace.FeatureProfile.ScoredLabel;
import dev.facet.workspace.FeatureStore.NeighbourKind;
import dev.facet.workspace.PartStore.ImageCodes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Where an index run puts what it found out about the latents; {@link FeatureStore} reads it. */
public final class FindingStore {

  private final StudyDatabase database;

  FindingStore(StudyDatabase database) {
    this.database = database;
  }

  /**
   * Replaces the figures and examples of every feature, in one transaction. Labels, neighbours and
   * monosemanticity are put by their own methods; what a person wrote and measured stays.
   */
  public void putIndex(Iterator<IndexedFeature> features) {
    database.write(
        connection -> {
          Map<Integer, Double> steerability = steerability(connection);
          try (Statement statement = connection.createStatement()) {
            for (String table :
                List.of("features", "examples", "labels", "meanings", "neighbours")) {
              statement.execute("DELETE FROM " + table);
            }
          }
          try (DuckDBAppender figures = connection.createAppender("main", "features");
              DuckDBAppender examples = connection.createAppender("main", "examples")) {
            while (features.hasNext()) {
              IndexedFeature feature = features.next();
              figures.beginRow();
              figures.append(feature.feature());
              figures.append("");
              figures.append(0.0);
              figures.append(feature.frequency());
              figures.append(feature.density());
              figures.append(feature.max());
              figures.append(feature.mean());
              figures.appendNull();
              append(figures, steerability.get(feature.feature()));
              figures.append(bytes(feature.histogram()));
              figures.endRow();
              append(examples, feature.feature(), FeatureStore.TOP, 0, feature.top());
              append(examples, feature.feature(), FeatureStore.TOP_BY_MAX, 0, feature.topByMax());
              for (int bin = 0; bin < feature.quantiles().size(); bin++) {
                append(
                    examples,
                    feature.feature(),
                    FeatureStore.QUANTILE,
                    bin,
                    feature.quantiles().get(bin));
              }
            }
          }
          return null;
        });
  }

  private static Map<Integer, Double> steerability(DuckDBConnection connection)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT feature, steerability FROM features WHERE steerability IS NOT NULL")) {
      Map<Integer, Double> measured = new HashMap<>();
      while (row.next()) {
        measured.put(row.getInt(1), row.getDouble(2));
      }
      return measured;
    }
  }

  static void append(DuckDBAppender appender, @Nullable Double value) throws SQLException {
    if (value == null || value.isNaN()) {
      appender.appendNull();
    } else {
      appender.append(value.doubleValue());
    }
  }

  private static void append(
      DuckDBAppender appender, int feature, int kind, int bin, List<ImageCodes> examples)
      throws SQLException {
    for (int place = 0; place < examples.size(); place++) {
      ImageCodes example = examples.get(place);
      appender.beginRow();
      appender.append(feature);
      appender.append((byte) kind);
      appender.append((byte) bin);
      appender.append((short) place);
      appender.append(example.image());
      appender.append(example.score());
      appender.append(example.max());
      appender.append(example.codes().packed());
      appender.endRow();
    }
  }

  /**
   * Replaces the zero-shot labels.
   *
   * @param labels by latent, best first; an empty list leaves the latent without
   */
  public void putLabels(List<List<ScoredLabel>> labels) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM labels");
            statement.execute(
                "CREATE OR REPLACE TEMP TABLE best (feature INTEGER, label VARCHAR, score DOUBLE)");
            try (DuckDBAppender all = connection.createAppender("main", "labels");
                DuckDBAppender best = connection.createAppender("temp", "main", "best")) {
              for (int feature = 0; feature < labels.size(); feature++) {
                List<ScoredLabel> words = labels.get(feature);
                for (int place = 0; place < words.size(); place++) {
                  all.beginRow();
                  all.append(feature);
                  all.append((short) place);
                  all.append(words.get(place).word());
                  all.append(words.get(place).score());
                  all.endRow();
                }
                best.beginRow();
                best.append(feature);
                best.append(words.isEmpty() ? "" : words.getFirst().word());
                best.append(words.isEmpty() ? 0.0 : words.getFirst().score());
                best.endRow();
              }
            }
            statement.execute(
                "UPDATE features SET label = b.label, label_score = b.score FROM temp.best b WHERE features.feature = b.feature");
            statement.execute("DROP TABLE temp.best");
          }
          return null;
        });
  }

  /**
   * Replaces the neighbours of one kind.
   *
   * @param others by latent: indices of its neighbours, best first [F][n]
   * @param scores of each [F][n]
   */
  public void putNeighbours(NeighbourKind kind, int[][] others, double[][] scores) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM neighbours WHERE kind = " + kind.ordinal());
          }
          try (DuckDBAppender appender = connection.createAppender("main", "neighbours")) {
            for (int feature = 0; feature < others.length; feature++) {
              for (int place = 0; place < others[feature].length; place++) {
                appender.beginRow();
                appender.append(feature);
                appender.append((byte) kind.ordinal());
                appender.append((short) place);
                appender.append(others[feature][place]);
                appender.append(scores[feature][place]);
                appender.endRow();
              }
            }
          }
          return null;
        });
  }

  /**
   * Replaces the map of latents.
   *
   * @param latents that have a place [n]
   * @param places of them [n][2]
   */
  public void putPlaces(int[] latents, float[][] places) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM places");
          }
          try (DuckDBAppender appender = connection.createAppender("main", "places")) {
            for (int i = 0; i < latents.length; i++) {
              appender.beginRow();
              appender.append(latents[i]);
              appender.append(places[i][0]);
              appender.append(places[i][1]);
              appender.endRow();
            }
          }
          return null;
        });
  }

  /** Whether a map of the latents was made. */
  public boolean hasPlaces() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT count(*) FROM places")) {
            return Rows.first(query).getLong(1) > 0;
          }
        });
  }

  private static byte[] bytes(Histogram histogram) {
    ByteBuffer buffer =
        ByteBuffer.allocate((histogram.edges().size() + histogram.counts().size()) * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    histogram.edges().forEach(buffer::putDouble);
    histogram.counts().forEach(buffer::putLong);
    return buffer.array();
  }
}
