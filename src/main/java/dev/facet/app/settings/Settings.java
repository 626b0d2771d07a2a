package dev.facet.app.settings;

import com.google.gson.JsonPrimitive;
import dev.facet.core.FacetVersion;
import dev.facet.ui.chart.Pin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered between sessions, as the file holds it.
 *
 * @param version of this record's meaning
 * @param writtenBy the Facet that wrote it
 * @param preferences what the person set, by name; see {@link Preferences}
 * @param shortcuts the person's own keys by name of the action
 * @param window where the window stood
 * @param study the study that was open last; null for the demo
 * @param recent folders of studies, newest first
 * @param studies how each study was looked at, by its folder, the one opened last at the end
 */
public record Settings(
    int version,
    String writtenBy,
    Map<String, JsonPrimitive> preferences,
    Map<String, String> shortcuts,
    WindowPlace window,
    @Nullable String study,
    List<String> recent,
    Map<String, StudyPlace> studies) {

  public static final int VERSION = 2;
  static final int MOST_RECENT = 8;
  static final int MOST_STUDIES = 50;

  static final Settings DEFAULT =
      new Settings(
          VERSION,
          FacetVersion.current(),
          Map.of(),
          Map.of(),
          WindowPlace.DEFAULT,
          null,
          List.of(),
          Map.of());

  /**
   * Where the window stood.
   *
   * @param x left edge, null for the middle of the screen
   * @param y top edge, likewise
   * @param maximized whether it filled the screen; the other figures are those from before
   */
  public record WindowPlace(
      @Nullable Double x, @Nullable Double y, double width, double height, boolean maximized) {

    public static final WindowPlace DEFAULT = new WindowPlace(null, null, 1360, 860, false);

    boolean valid() {
      return width >= 400 && width <= 20_000 && height >= 300 && height <= 20_000;
    }
  }

  /**
   * How a study was looked at.
   *
   * @param columns divider positions between the three columns, 0 to 1
   * @param chart divider position above the chart, 0 to 1
   * @param folded names of the parts that are folded away
   * @param tileSize side of a tile in the grid of images
   * @param heat how heat maps are drawn
   * @param pins curves that are pinned on the chart
   * @param feature the feature that was looked at last, or -1
   */
  public record StudyPlace(
      List<Double> columns,
      double chart,
      List<String> folded,
      double tileSize,
      HeatPlace heat,
      List<Pin> pins,
      int feature) {

    public static final StudyPlace DEFAULT =
        new StudyPlace(List.of(0.27, 0.66), 0.62, List.of(), 96, HeatPlace.DEFAULT, List.of(), -1);

    // What an older file lacks, or a person spoilt, is as usual.
    public StudyPlace {
      heat = heat != null && heat.valid() ? heat : HeatPlace.DEFAULT;
      pins =
          pins == null
              ? List.of()
              : pins.stream().filter(pin -> pin != null && pin.valid()).toList();
    }

    StudyPlace withPins(List<Pin> now) {
      return new StudyPlace(columns, chart, folded, tileSize, heat, now, feature);
    }

    boolean valid() {
      return columns != null
          && columns.size() == 2
          && columns.stream().allMatch(c -> c != null && c >= 0 && c <= 1)
          && chart >= 0
          && chart <= 1
          && folded != null
          && folded.stream().allMatch(Objects::nonNull)
          && tileSize >= 64
          && tileSize <= 192;
    }
  }

  /**
   * How heat maps are drawn; their colours are a preference.
   *
   * @param opacity 0 to 1
   * @param ownRange whether each image has its own range of values
   */
  public record HeatPlace(boolean shown, double opacity, boolean contour, boolean ownRange) {

    public static final HeatPlace DEFAULT = new HeatPlace(true, 0.45, false, false);

    boolean valid() {
      return opacity >= 0 && opacity <= 1;
    }
  }

  public Settings withPreferences(Map<String, JsonPrimitive> now) {
    return new Settings(version, writtenBy, now, shortcuts, window, study, recent, studies);
  }

  public Settings withShortcuts(Map<String, String> now) {
    return new Settings(version, writtenBy, preferences, now, window, study, recent, studies);
  }

  public Settings withWindow(WindowPlace now) {
    return new Settings(version, writtenBy, preferences, shortcuts, now, study, recent, studies);
  }

  /** The study was opened: it is the first of the recent ones. */
  public Settings withOpened(String folder) {
    List<String> newest = new ArrayList<>(recent);
    newest.remove(folder);
    newest.addFirst(folder);
    return new Settings(
        version,
        writtenBy,
        preferences,
        shortcuts,
        window,
        folder,
        newest.stream().limit(MOST_RECENT).toList(),
        studies);
  }

  /** The study is to be forgotten. */
  public Settings without(String folder) {
    Map<String, StudyPlace> others = new LinkedHashMap<>(studies);
    others.remove(folder);
    return new Settings(
        version,
        writtenBy,
        preferences,
        shortcuts,
        window,
        folder.equals(study) ? null : study,
        recent.stream().filter(r -> !r.equals(folder)).toList(),
        others);
  }

  /** How a study is looked at now; those looked at longest ago are forgotten beyond a cap. */
  public Settings withPlace(String folder, StudyPlace now) {
    Map<String, StudyPlace> places = new LinkedHashMap<>(studies);
    places.remove(folder);
    places.put(folder, now);
    while (places.size() > MOST_STUDIES) {
      places.remove(places.keySet().iterator().next());
    }
    return new Settings(version, writtenBy, preferences, shortcuts, window, study, recent, places);
  }

  /** The curves that are pinned in a study. */
  public Settings withPins(String folder, List<Pin> now) {
    return withPlace(folder, place(folder).withPins(now));
  }

  public StudyPlace place(String folder) {
    return studies.getOrDefault(folder, StudyPlace.DEFAULT);
  }

  /**
   * What can be used of a file that a person may have edited: parts that are missing or make no
   * sense are as usual.
   */
  Settings cleaned() {
    Map<String, StudyPlace> places = new LinkedHashMap<>();
    if (studies != null) {
      studies.forEach(
          (folder, place) -> {
            if (place != null && place.valid()) {
              places.put(folder, place);
            }
          });
    }
    return new Settings(
        VERSION,
        FacetVersion.current(),
        preferences == null ? Map.of() : withoutNulls(preferences),
        shortcuts == null ? Map.of() : withoutNulls(shortcuts),
        window != null && window.valid() ? window : WindowPlace.DEFAULT,
        study,
        recent == null
            ? List.of()
            : recent.stream().filter(Objects::nonNull).limit(MOST_RECENT).toList(),
        places);
  }

  private static <T> Map<String, T> withoutNulls(Map<String, T> map) {
    Map<String, T> kept = new LinkedHashMap<>(map);
    kept.values().removeIf(Objects::isNull);
    return kept;
  }
}
