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
   * @param mean unit embedding of the corpus's images, on average: what images are seen from [d]
   */
  public void putMeanings(float[][] directions, float[] mean) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM meanings");
            statement.execute("DELETE FROM origins");
          }
          try (DuckDBAppender appender = connection.createAppender("main", "origins")) {
            appender.beginRow();
            appender.append(mean);
            appender.endRow();
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
   * @param among latents that may be found; order and window do not count
   * @param limit at most this many
   * @return the latent, its label and the cosine
   */
  public List<Neighbour> nearestToText(float[] textEmbedding, FeatureSearch among, int limit) {
    return nearest(textEmbedding, among, limit);
  }

  /**
   * The latents that mean what sets an image apart from the corpus, best first; dead ones are left
   * out.
   *
   * @param imageEmbedding of the study's own encoder, any norm [d]
   * @param among latents that may be found; order and window do not count
   * @param limit at most this many
   * @return the latent, its label and the cosine
   */
  public List<Neighbour> nearestToImage(float[] imageEmbedding, FeatureSearch among, int limit) {
    float[] mean = mean(imageEmbedding.length);
    double norm = 0;
    for (float x : imageEmbedding) {
      norm += (double) x * x;
    }
    norm = Math.max(Math.sqrt(norm), Double.MIN_NORMAL);
    float[] apart = new float[imageEmbedding.length];
    for (int i = 0; i < apart.length; i++) {
      apart[i] = (float) (imageEmbedding[i] / norm - mean[i]);
    }
    return nearest(apart, among, limit);
  }

  private float[] mean(int width) {
    return database.read(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement("SELECT mean FROM origins");
              ResultSet row = query.executeQuery()) {
            float[] mean = new float[width];
            if (row.next()) {
              Object[] values = (Object[]) row.getArray(1).getArray();
              for (int i = 0; i < Math.min(width, values.length); i++) {
                mean[i] = ((Number) values[i]).floatValue();
              }
            }
            return mean;
          }
        });
  }

  private List<Neighbour> nearest(float[] direction, FeatureSearch among, int limit) {
    FeatureCondition condition = new FeatureCondition(among);
    Object[] boxed = new Object[direction.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = direction[i];
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
                  """
                      + condition.sql()
                      + " AND f.frequency > 0 ORDER BY cosine DESC, m.feature LIMIT ?")) {
            query.setArray(1, connection.createArrayOf("FLOAT", boxed));
            query.setInt(condition.bind(query, 2), limit);
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
