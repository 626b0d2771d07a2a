package dev.facet.ui.features;

import dev.facet.fx.Figures;
import dev.facet.fx.plot.Bounds;
import dev.facet.fx.plot.PointCloud;
import dev.facet.fx.plot.Tick;
import dev.facet.protocol.FeatureColumns;
import java.util.ArrayList;
import java.util.List;

/**
 * Features as points.
 *
 * @param features how many there are, with a place or without
 * @param cloud by latent index
 * @param ticksX of the horizontal axis; empty where it means nothing by itself
 * @param ticksY of the vertical axis
 */
public record Plot(int features, PointCloud cloud, List<Tick> ticksX, List<Tick> ticksY) {

  /** The map of decoder directions: axes without a meaning of their own. */
  static Plot map(FeatureColumns loaded) {
    return new Plot(
        loaded.features().values().length,
        PointCloud.of(loaded.features().values(), loaded.mapX().values(), loaded.mapY().values()),
        List.of(),
        List.of());
  }

  /** Log frequency against log largest code. */
  static Plot density(FeatureColumns loaded) {
    PointCloud cloud =
        PointCloud.of(
            loaded.features().values(),
            log10(loaded.frequency().values()),
            log10(loaded.max().values()));
    Bounds bounds = cloud.bounds();
    List<Tick> frequencies = new ArrayList<>();
    for (int power = -7; power <= 0; power++) {
      if (power >= bounds.fromX() && power <= bounds.toX()) {
        frequencies.add(new Tick(power, power(power + 2) + " %"));
      }
    }
    List<Tick> codes = new ArrayList<>();
    for (int power = -6; power <= 6; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double at = power + Math.log10(digit);
        if (at >= bounds.fromY() && at <= bounds.toY()) {
          codes.add(new Tick(at, Figures.fixed(digit * Math.pow(10, power), Math.max(0, -power))));
        }
      }
    }
    return new Plot(loaded.features().values().length, cloud, frequencies, codes);
  }

  private static String power(int power) {
    return Figures.fixed(Math.pow(10, power), Math.max(0, -power));
  }

  /** A figure of 0 has no place on a logarithmic axis. */
  private static float[] log10(float[] values) {
    float[] logs = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      logs[i] = values[i] > 0 ? (float) Math.log10(values[i]) : Float.NaN;
    }
    return logs;
  }
}
