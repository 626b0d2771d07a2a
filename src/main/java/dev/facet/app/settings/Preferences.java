package dev.facet.app.settings;

import com.google.gson.JsonPrimitive;
import dev.facet.app.settings.Setting.Amount;
import dev.facet.app.settings.Setting.Choice;
import dev.facet.app.settings.Setting.Group;
import dev.facet.app.settings.Setting.Line;
import dev.facet.core.Arithmetic;
import dev.facet.export.ChartTheme;
import dev.facet.fx.ColourMap;
import dev.facet.ui.chart.ExportChoices.Size;
import dev.facet.ui.session.SteeringState.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a person can set, in the order of the settings dialog. Lives on the UI thread. */
public final class Preferences {

  private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);

  /** Light, dark or as the system has it. */
  public enum Theme {
    SYSTEM,
    LIGHT,
    DARK
  }

  /** Whether things may move. */
  public enum Motion {
    SYSTEM,
    REDUCED
  }

  private final List<Setting<?>> all = new ArrayList<>();
  private final Choice<Theme> theme =
      add(new Choice<>("theme", Group.LOOK, Theme.class, Theme.SYSTEM));
  private final Amount fontSize = add(new Amount("font-size", Group.LOOK, 11, 20, 1, 13));
  private final Choice<Motion> motion =
      add(new Choice<>("motion", Group.LOOK, Motion.class, Motion.SYSTEM));
  private final Choice<ColourMap> colours =
      add(new Choice<>("heat-colours", Group.LOOK, ColourMap.class, ColourMap.CIVIDIS));
  private final Amount pictureMemory =
      add(new Amount("picture-memory", Group.LOOK, 32, 2048, 32, 96));
  private final Choice<Size> exportSize =
      add(new Choice<>("export-size", Group.LOOK, Size.class, Size.PAGE));
  private final Choice<ChartTheme> exportTheme =
      add(new Choice<>("export-theme", Group.LOOK, ChartTheme.class, ChartTheme.LIGHT));
  private final Choice<Unit> unit =
      add(new Choice<>("strength-unit", Group.STEERING, Unit.class, Unit.RESIDUAL_NORM));
  private final Choice<Arithmetic> arithmetic =
      add(new Choice<>("arithmetic", Group.WORKER, Arithmetic.class, Arithmetic.FP32));
  private final Amount workerHeap = add(new Amount("worker-heap", Group.WORKER, 1, 64, 1, 2));
  private final Line workerCommand = add(new Line("worker-command", Group.WORKER, ""));

  private <S extends Setting<?>> S add(S setting) {
    all.add(setting);
    return setting;
  }

  public List<Setting<?>> all() {
    return List.copyOf(all);
  }

  public Choice<Theme> theme() {
    return theme;
  }

  /** Size of the text in pixels. */
  public Amount fontSize() {
    return fontSize;
  }

  public Choice<Motion> motion() {
    return motion;
  }

  /** Colours of heat maps. */
  public Choice<ColourMap> colours() {
    return colours;
  }

  /** How large charts are exported. */
  public Choice<Size> exportSize() {
    return exportSize;
  }

  /** Ground of charts that are exported. */
  public Choice<ChartTheme> exportTheme() {
    return exportTheme;
  }

  /** What networks compute in. */
  public Choice<Arithmetic> arithmetic() {
    return arithmetic;
  }

  /** Megabytes of decoded pictures that the window keeps. */
  public Amount pictureMemory() {
    return pictureMemory;
  }

  /** How strengths are written. */
  public Choice<Unit> unit() {
    return unit;
  }

  /** Gigabytes of the worker's heap; networks lie outside of it. */
  public Amount workerHeap() {
    return workerHeap;
  }

  /** The command that starts the worker; empty starts this program's own. */
  public Line workerCommand() {
    return workerCommand;
  }

  /** Takes what a file holds; what cannot be used is left at its usual value. */
  void read(Map<String, JsonPrimitive> stored) {
    for (Setting<?> setting : all) {
      JsonPrimitive json = stored.get(setting.id());
      if (json != null && !setting.read(json)) {
        LOG.warn("The setting {} cannot be {}; it stays as usual", setting.id(), json);
      }
    }
  }

  /** What is not as usual, for the file. */
  Map<String, JsonPrimitive> write() {
    Map<String, JsonPrimitive> stored = new TreeMap<>();
    for (Setting<?> setting : all) {
      if (!setting.isUsual()) {
        stored.put(setting.id(), setting.write());
      }
    }
    return stored;
  }

  /** Told of every change. */
  void onChange(Runnable listener) {
    all.forEach(s -> s.valueProperty().addListener(o -> listener.run()));
  }
}
