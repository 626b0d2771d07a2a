package dev.facet.app;

import dev.facet.fx.FreezeWatch;
import dev.facet.fx.FxThread;
import dev.facet.protocol.FeatureQuery.Sort;
import dev.facet.protocol.FeatureRow;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javafx.scene.control.TableView;

/**
 * The window with very many features, without a display and with a fake worker behind it: how soon
 * it is there, which pulses take too long while lists are sorted, tables and grids scroll and a
 * slider is dragged, and how much heap it holds. Run it with {@code
 * FACET_OPTS="-Dglass.platform=Headless -Dprism.order=sw"}.
 */
public final class WindowBench {

  private static final int LATENTS = 100_000;
  private static final int STEPS = 60;
  private static final int FEATURES = 12;
  private static final int LINES = 12;

  private WindowBench() {}

  public static void main(String[] args) throws Exception {
    int latents = args.length == 0 ? LATENTS : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("facet-window");
    try (WindowStage stage = new WindowStage(folder, latents)) {
      stage.fx(stage.window().stage()::show);
      long started = ManagementFactory.getRuntimeMXBean().getStartTime();
      System.out.printf(
          Locale.ROOT,
          "visible %.2f s after the start of the process%n",
          (System.currentTimeMillis() - started) / 1e3);
      stage.open();
      stage.until(() -> stage.window().features().rows().size() > latents / 2);
      FreezeWatch watch = stage.get(() -> FreezeWatch.start(new FxThread()));
      use(stage, latents);
      FreezeWatch.Report report = watch.report();
      watch.close();
      System.out.printf(
          Locale.ROOT,
          "%d features: %d pulses over 50 ms, the longest %.0f ms; %d of them because the window computed so long itself%n",
          latents,
          report.freezes(),
          report.longestMillis(),
          report.own());
      report.longest().stream().filter(FreezeWatch.Freeze::own).forEach(WindowBench::print);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      System.out.printf(
          Locale.ROOT,
          "heap %d MB after a collection%n",
          (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
  }

  private static void use(WindowStage stage, int latents) throws Exception {
    FacetWindow window = stage.window();
    for (Sort sort : Sort.values()) {
      stage.fx(() -> window.features().sortBy(sort, sort != Sort.LABEL));
      stage.until(() -> window.features().rows().peek(0) != null);
    }
    TableView<?> table = stage.get(() -> (TableView<?>) window.shell().lookup("#table"));
    for (int i = 0; i < STEPS; i++) {
      int row = (int) ((long) i * latents / STEPS);
      stage.fx(() -> table.scrollTo(row));
    }
    for (int i = 0; i < FEATURES; i++) {
      int feature = i * 7;
      stage.fx(() -> window.session().select(feature));
      stage.until(
          () -> {
            FeatureRow shown = window.shell().feature().row();
            return shown != null && shown.feature() == feature;
          });
      for (int step = 0; step < STEPS; step++) {
        double strength = step * FakeWorker.R / 10;
        int row = step % 4;
        stage.fx(
            () -> {
              window.steering().strength().set(strength);
              window.shell().feature().topGrid().list().scrollTo(row);
            });
      }
    }
  }

  private static void print(FreezeWatch.Freeze freeze) {
    System.out.printf(
        Locale.ROOT, "  %.0f ms, of them computed %.0f ms%n", freeze.millis(), freeze.ownMillis());
    freeze.during().lines().limit(LINES).forEach(line -> System.out.println("    " + line));
  }
}
