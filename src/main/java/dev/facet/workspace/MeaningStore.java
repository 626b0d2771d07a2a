package dev.facet.workspace;

import dev.facet.workspace.FeatureProfile.Neighbour;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;

/** What latents mean: directions in the space that images and texts share. */
public final class MeaningStore {

  private final StudyDatabase database;

  MeaningStore(StudyDatabase database) {
    this.database = database;
  }

  /**
   * Streams the top images of every latent with their embeddings, in image order; images without
   * one are passed over.
   */
  public void topEmbeddings(TopEmbeddingVisitor visitor) {
    database.read(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT e.feature, e.score, i.embedding FROM examples e"
                          + " JOIN images i ON i.id = e.image"
                          + " WHERE e.kind = "
                          + FeatureStore.TOP
                          + " AND i.embedding IS NOT NULL ORDER BY i.id, e.feature");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              visitor.accept(row.getInt(1), row.getFloat(2), ImageStore.floats(row.getBytes(3)));
            }
            return null;
          }
        });
  }

  /** Takes an image of a latent's top. */
  @FunctionalInterface
  public interface TopEmbeddingVisitor {
    /**
     * @param score mean code over the image's patches
     * @param embedding of the image, any norm [d]
     */
    void accept(int feature, float score, float[] embedding);
  }

  /**
   * Replaces what latents mean: directions in the shared image and text space.
   *
   * @param directions by latent, any norm; zeros for a dead one [F][d]
   */
  public void putMeanings(float[][] directions) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM meanings");
          }
          try (DuckDBAppender appender = connection.createAppender("main", "meanings")) {
            for (int feature = 0; feature < directions.length; feature++) {
              appender.beginRow();
              appender.append(feature);
              appender.append(directions[feature]);
              appender.endRow();
            }
          }
          return null;
        });
  }

  /**
   * The latents that mean what a text says, best first; dead ones are left out.
   *
   * @param textEmbedding of the study's own encoder [d]
   * @param limit at most this many
   * @return the latent, its label and the cosine
   */
  public List<Neighbour> nearest(float[] textEmbedding, int limit) {
    Object[] boxed = new Object[textEmbedding.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = textEmbedding[i];
    }
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  """
                  SELECT m.feature, coalesce(nullif(a.label, ''), f.label),
                         list_cosine_similarity(m.direction, ?::FLOAT[]) AS cosine
                  FROM meanings m JOIN features f ON f.feature = m.feature
                  LEFT JOIN annotations a ON a.feature = m.feature
                  WHERE f.frequency > 0 ORDER BY cosine DESC, m.feature LIMIT ?""")) {
            query.setArray(1, connection.createArrayOf("FLOAT", boxed));
            query.setInt(2, limit);
            List<Neighbour> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                found.add(new Neighbour(row.getInt(1), row.getString(2), row.getDouble(3)));
              }
            }
            return found;
          }
        });
  }
}
