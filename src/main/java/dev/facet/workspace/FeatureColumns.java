package dev.facet.workspace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Figures of many features as columns, all of one length; NaN where a figure is not defined.
 *
 * @param features latent indices, ascending
 * @param frequency share of images
 * @param density share of patches
 * @param max largest code
 * @param mean of the codes above 0
 * @param labelScore how well the zero-shot label fits
 * @param monosemanticity MS
 * @param steerability largest S of the last sweep
 * @param mapX place on the map of decoder directions
 * @param mapY likewise
 * @param starred the bookmarked ones among the features
 */
@SuppressWarnings("ArrayRecordComponent") // a hundred thousand of each
public record FeatureColumns(
    int[] features,
    float[] frequency,
    float[] density,
    float[] max,
    float[] mean,
    float[] labelScore,
    float[] monosemanticity,
    float[] steerability,
    float[] mapX,
    float[] mapY,
    int[] starred) {

  /** Gathers rows: feature, the nine figures, starred. */
  static final class Builder {
    private static final int FIGURES = 9;

    private int[] features = new int[1024];
    private final float[][] figures = new float[FIGURES][1024];
    private int[] starred = new int[16];
    private int size;
    private int stars;

    void add(ResultSet row) throws SQLException {
      if (size == features.length) {
        features = Arrays.copyOf(features, 2 * size);
        for (int i = 0; i < FIGURES; i++) {
          figures[i] = Arrays.copyOf(figures[i], 2 * size);
        }
      }
      features[size] = row.getInt(1);
      for (int i = 0; i < FIGURES; i++) {
        double value = row.getDouble(i + 2);
        figures[i][size] = row.wasNull() ? Float.NaN : (float) value;
      }
      if (row.getBoolean(FIGURES + 2)) {
        if (stars == starred.length) {
          starred = Arrays.copyOf(starred, 2 * stars);
        }
        starred[stars++] = features[size];
      }
      size++;
    }

    FeatureColumns build() {
      return new FeatureColumns(
          Arrays.copyOf(features, size),
          figure(0),
          figure(1),
          figure(2),
          figure(3),
          figure(4),
          figure(5),
          figure(6),
          figure(7),
          figure(8),
          Arrays.copyOf(starred, stars));
    }

    private float[] figure(int i) {
      return Arrays.copyOf(figures[i], size);
    }
  }
}
