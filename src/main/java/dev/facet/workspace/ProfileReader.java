package dev.facet.workspace;

import dev.facet.core.FacetException;
import dev.facet.workspace.FeatureProfile.Neighbour;
import dev.facet.workspace.FeatureProfile.Quantile;
import dev.facet.workspace.FeatureProfile.ScoredLabel;
import dev.facet.workspace.FeatureStore.NeighbourKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;

/** Reads all that a study holds of one feature. */
final class ProfileReader {

  private ProfileReader() {}

  /**
   * All about one feature.
   *
   * @param examples at most this many top images
   * @throws FacetException NOT_FOUND when the study has no such latent
   */
  static FeatureProfile profile(DuckDBConnection connection, int feature, int examples)
      throws SQLException {
    FeatureSummary summary = FeatureStore.summary(connection, feature);
    AnnotationStore.Written written = AnnotationStore.written(connection, feature);
    List<Example> top = new ArrayList<>();
    List<Example> topByMax = new ArrayList<>();
    SortedMap<Integer, List<Example>> bins = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT e.kind, e.bin, e.score, e.max, e.codes, i.id, i.name, i.caption, i.class
            FROM examples e JOIN images i ON i.id = e.image
            WHERE e.feature = ? ORDER BY e.kind, e.bin, e.place""")) {
      query.setInt(1, feature);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Example example =
              new Example(
                  ImageStore.image(row, 6),
                  row.getFloat(3),
                  row.getFloat(4),
                  PatchCodes.ofPacked(row.getBytes(5)));
          switch (row.getInt(1)) {
            case FeatureStore.TOP -> top.add(example);
            case FeatureStore.TOP_BY_MAX -> topByMax.add(example);
            default -> bins.computeIfAbsent(row.getInt(2), b -> new ArrayList<>()).add(example);
          }
        }
      }
    }
    return new FeatureProfile(
        summary,
        labels(connection, feature),
        top.subList(0, Math.min(examples, top.size())),
        topByMax.subList(0, Math.min(examples, topByMax.size())),
        quantiles(bins),
        histogram(connection, feature),
        neighbours(connection, feature, NeighbourKind.DECODER),
        written.note(),
        written.tags(),
        ExplanationStore.of(connection, feature));
  }

  // Bin 0 is the highest; the number of bins is one more than the last that has images.
  private static List<Quantile> quantiles(SortedMap<Integer, List<Example>> bins) {
    List<Quantile> quantiles = new ArrayList<>();
    double width = bins.isEmpty() ? 1 : 1.0 / (bins.lastKey() + 1);
    bins.forEach(
        (bin, examples) ->
            quantiles.add(
                new Quantile(Math.max(0, 1 - (bin + 1) * width), 1 - bin * width, examples)));
    return quantiles;
  }

  private static List<ScoredLabel> labels(DuckDBConnection connection, int feature)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT word, score FROM labels WHERE feature = ? ORDER BY place")) {
      query.setInt(1, feature);
      List<ScoredLabel> labels = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          labels.add(new ScoredLabel(row.getString(1), row.getDouble(2)));
        }
      }
      return labels;
    }
  }

  private static Histogram histogram(DuckDBConnection connection, int feature) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT histogram FROM features WHERE feature = ?")) {
      query.setInt(1, feature);
      ByteBuffer buffer =
          ByteBuffer.wrap(Rows.first(query).getBytes(1)).order(ByteOrder.LITTLE_ENDIAN);
      // Edges are doubles, counts longs, one edge more than counts.
      int counts = Math.max(0, (buffer.remaining() / Double.BYTES - 1) / 2);
      List<Double> edges = new ArrayList<>();
      for (int i = 0; i <= counts && buffer.hasRemaining(); i++) {
        edges.add(buffer.getDouble());
      }
      List<Long> values = new ArrayList<>();
      for (int i = 0; i < counts; i++) {
        values.add(buffer.getLong());
      }
      return new Histogram(edges, values);
    }
  }

  /** The neighbours of a feature, best first. */
  static List<Neighbour> neighbours(DuckDBConnection connection, int feature, NeighbourKind kind)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT n.other, coalesce(nullif(a.label, ''), f.label), n.score
            FROM neighbours n JOIN features f ON f.feature = n.other
            LEFT JOIN annotations a ON a.feature = n.other
            WHERE n.feature = ? AND n.kind = ? ORDER BY n.place""")) {
      query.setInt(1, feature);
      query.setInt(2, kind.ordinal());
      List<Neighbour> neighbours = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          neighbours.add(new Neighbour(row.getInt(1), row.getString(2), row.getDouble(3)));
        }
      }
      return neighbours;
    }
  }
}
