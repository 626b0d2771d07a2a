package dev.facet.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered between sessions.
 *
 * @param version of this record's meaning
 * @param theme light, dark or as the system has it
 * @param x left edge of the window, NaN-free: null for the middle of the screen
 * @param y top edge of the window
 * @param width of the window
 * @param height of the window
 * @param maximized whether the window fills the screen
 * @param columns divider positions between the three columns, 0 to 1
 * @param chart divider position above the chart, 0 to 1
 * @param tileSize side of a tile in the grid of images
 * @param heatOpacity of heat maps, 0 to 1
 * @param rawStrengths whether strengths are shown raw instead of in R
 * @param study the study that was open last; null for the demo
 * @param feature the feature that was looked at last, or -1
 * @param recent folders of studies, newest first
 */
public record Settings(
    int version,
    Theme theme,
    @Nullable Double x,
    @Nullable Double y,
    double width,
    double height,
    boolean maximized,
    List<Double> columns,
    double chart,
    double tileSize,
    double heatOpacity,
    boolean rawStrengths,
    @Nullable String study,
    int feature,
    List<String> recent) {

  /** Light, dark or as the system has it. */
  public enum Theme {
    SYSTEM,
    LIGHT,
    DARK
  }

  static final int VERSION = 1;

  static final Settings DEFAULT =
      new Settings(
          VERSION,
          Theme.SYSTEM,
          null,
          null,
          1360,
          860,
          false,
          List.of(0.27, 0.66),
          0.62,
          96,
          0.45,
          false,
          null,
          -1,
          List.of());

  Settings withTheme(Theme newTheme) {
    return new Settings(
        version,
        newTheme,
        x,
        y,
        width,
        height,
        maximized,
        columns,
        chart,
        tileSize,
        heatOpacity,
        rawStrengths,
        study,
        feature,
        recent);
  }

  /** Whether a file's values can be used: a file that a person edited may say anything. */
  boolean valid() {
    return version == VERSION
        && theme != null
        && width >= 400
        && width <= 20_000
        && height >= 300
        && height <= 20_000
        && columns != null
        && columns.size() == 2
        && columns.stream().allMatch(c -> c != null && c >= 0 && c <= 1)
        && chart >= 0
        && chart <= 1
        && tileSize >= 64
        && tileSize <= 192
        && heatOpacity >= 0
        && heatOpacity <= 1
        && recent != null;
  }
}
