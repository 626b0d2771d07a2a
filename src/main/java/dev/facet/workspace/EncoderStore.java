package dev.facet.workspace;

import dev.facet.workspace.ImageStore.EmbeddingVisitor;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The image encoders E that MonoSemanticity was measured with, and what came out. A score means
 * nothing without the name of its encoder; one encoder is the chosen one, whose scores stand in the
 * feature list.
 */
public final class EncoderStore {

  /**
   * An encoder.
   *
   * @param fingerprint of its vision tower
   * @param name of its folder
   * @param chosen whether its scores stand in the feature list
   */
  public record Encoder(String fingerprint, String name, boolean chosen) {}

  private final StudyDatabase database;

  EncoderStore(StudyDatabase database) {
    this.database = database;
  }

  /** The encoders that scores exist of, the chosen one first. */
  public List<Encoder> all() {
    return database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT fingerprint, name, chosen FROM encoders ORDER BY chosen DESC, name");
              ResultSet row = query.executeQuery()) {
            List<Encoder> encoders = new ArrayList<>();
            while (row.next()) {
              encoders.add(new Encoder(row.getString(1), row.getString(2), row.getBoolean(3)));
            }
            return encoders;
          }
        });
  }

  /**
   * Replaces the scores of an encoder and chooses it.
   *
   * @param latents by latent, NaN where undefined [F]
   * @param neurons by residual dimension, NaN where undefined [D]; null where not measured
   */
  public void put(String fingerprint, String name, double[] latents, double @Nullable [] neurons) {
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM monosemanticity WHERE encoder = ?")) {
            delete.setString(1, fingerprint);
            delete.execute();
          }
          try (DuckDBAppender appender = connection.createAppender("main", "monosemanticity")) {
            append(appender, fingerprint, false, latents);
            if (neurons != null) {
              append(appender, fingerprint, true, neurons);
            }
          }
          try (Statement statement = connection.createStatement();
              PreparedStatement put =
                  connection.prepareStatement(
                      "INSERT OR REPLACE INTO encoders VALUES (?, ?, true)")) {
            statement.execute("UPDATE encoders SET chosen = false");
            put.setString(1, fingerprint);
            put.setString(2, name);
            put.execute();
          }
          try (PreparedStatement update =
              connection.prepareStatement(
                  """
                  UPDATE features SET monosemanticity = m.score FROM monosemanticity m
                  WHERE m.encoder = ? AND NOT m.neuron AND m.unit = features.feature""")) {
            update.setString(1, fingerprint);
            update.execute();
          }
          return null;
        });
  }

  private static void append(
      DuckDBAppender appender, String encoder, boolean neuron, double[] scores)
      throws SQLException {
    for (int unit = 0; unit < scores.length; unit++) {
      appender.beginRow();
      appender.append(encoder);
      appender.append(neuron);
      appender.append(unit);
      FindingStore.append(appender, scores[unit]);
      appender.endRow();
    }
  }

  /**
   * The defined scores of an encoder, by unit.
   *
   * @param neurons those of the residual dimensions instead of the latents
   */
  public float[] scores(String fingerprint, boolean neurons) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  """
                  SELECT score FROM monosemanticity
                  WHERE encoder = ? AND neuron = ? AND score IS NOT NULL ORDER BY unit""")) {
            query.setString(1, fingerprint);
            query.setBoolean(2, neurons);
            List<Float> scores = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                scores.add(row.getFloat(1));
              }
            }
            float[] values = new float[scores.size()];
            for (int i = 0; i < values.length; i++) {
              values[i] = scores.get(i);
            }
            return values;
          }
        });
  }

  /** One past the last image that an encoder has embedded; 0 when there is none. */
  public int encodedEnd(String fingerprint) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT coalesce(max(image) + 1, 0) FROM encodings WHERE encoder = ?")) {
            query.setString(1, fingerprint);
            return Rows.first(query).getInt(1);
          }
        });
  }

  /** Adds embeddings of images, all or none. */
  public void addEncodings(String fingerprint, Map<Integer, float[]> embeddings) {
    database.write(
        connection -> {
          try (DuckDBAppender appender = connection.createAppender("main", "encodings")) {
            for (Map.Entry<Integer, float[]> entry : embeddings.entrySet()) {
              appender.beginRow();
              appender.append(fingerprint);
              appender.append(entry.getKey().intValue());
              appender.append(ImageStore.bytes(entry.getValue()));
              appender.endRow();
            }
          }
          return null;
        });
  }

  /** Streams an encoder's embeddings of the images [begin, end) in order. */
  public void encodings(String fingerprint, int begin, int end, EmbeddingVisitor visitor) {
    database.read(connection -> encodings(connection, fingerprint, begin, end, visitor));
  }

  private static @Nullable Void encodings(
      DuckDBConnection connection, String fingerprint, int begin, int end, EmbeddingVisitor visitor)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT image, embedding FROM encodings
            WHERE encoder = ? AND image >= ? AND image < ? ORDER BY image""")) {
      query.setString(1, fingerprint);
      query.setInt(2, begin);
      query.setInt(3, end);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          visitor.accept(row.getInt(1), ImageStore.floats(row.getBytes(2)));
        }
      }
      return null;
    }
  }
}
