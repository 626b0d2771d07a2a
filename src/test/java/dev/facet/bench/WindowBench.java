package dev.facet.bench;

import com.google.gson.GsonBuilder;
import dev.facet.app.FacetApp;
import dev.facet.app.settings.Settings;
import dev.facet.core.AtomicFile;
import dev.facet.core.FacetFolders;
import dev.facet.fx.FreezeWatch;
import dev.facet.fx.FxThread;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.ListView;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/**
 * The window itself: from the start of its process until it is on screen and until the features of
 * its study are listed; then, with the freezes of the JavaFX thread counted in each and the longest
 * told with what the thread was doing: the first seconds, in which the first feature's page, plot
 * and sweep come; every sort and a walk through the whole list; features opened one after the other
 * while their sweeps stream, their images scroll and the list sorts. Then its heap. Usage: {@code
 * WindowBench [STUDY]}; without one the demo's. Needs {@code -Dfacet.data=DIR} for a data folder of
 * its own, and {@code -Dbench.start=MS}, when the process was started: what the system says of that
 * is rounded to seconds on some kernels.
 */
public final class WindowBench {

  private static final int STOPS = 60;
  private static final long PAUSE = Duration.ofMillis(40).toNanos();
  private static final long FIRST = Duration.ofSeconds(4).toNanos();
  private static final long WAIT = Duration.ofMinutes(3).toNanos();
  private static final int FEATURES = 12;
  private static final int SCROLLS = 15;
  private static final int SORT_EVERY = 4;
  private static final int TOLD = 5;
  private static final int FRAMES = 12;

  private WindowBench() {}

  public static void main(String[] args) {
    remember(args.length > 0 ? Path.of(args[0]).toAbsolutePath().toString() : null);
    Thread.ofPlatform().daemon().name("window-bench").start(WindowBench::watch);
    Application.launch(FacetApp.class);
  }

  /** As if the study, or with null the demo's, had been open last time. */
  private static void remember(@Nullable String study) {
    Settings settings =
        new Settings(
            Settings.VERSION,
            "bench",
            Map.of(),
            Map.of(),
            Settings.WindowPlace.DEFAULT,
            study,
            List.of(),
            Map.of());
    AtomicFile.write(
        FacetFolders.ofSystem().data().resolve("settings.json"),
        new GsonBuilder().create().toJson(settings).getBytes(StandardCharsets.UTF_8));
  }

  private static void watch() {
    try {
      await(() -> Window.getWindows().stream().anyMatch(Window::isShowing) ? true : null);
      double shown = sinceStart();
      List<TableView<?>> tables = ask(WindowBench::tables);
      TableView<?> table = await(() -> listed(tables));
      double listed = sinceStart();
      System.out.printf(
          Locale.ROOT,
          "window on screen after %.2f s, %d features listed after %.2f s%n",
          shown,
          (int) ask(() -> table.getItems().size()),
          listed);
      watched("opened", () -> LockSupport.parkNanos(FIRST));
      watched("sorted and walked through", () -> walk(table));
      watched("explored", () -> explore(table));
      System.out.printf(
          Locale.ROOT, "heap %d MB, resident %d MB%n", heap() >> 20, Resident.now() >> 20);
    } catch (Exception e) {
      throw new IllegalStateException("The window was not watched to the end", e);
    } finally {
      Platform.exit();
    }
  }

  /** What a person does, that may fail. */
  private interface Doing {
    void run() throws Exception;
  }

  private static void watched(String what, Doing doing) throws Exception {
    FreezeWatch freezes = ask(() -> FreezeWatch.start(new FxThread()));
    doing.run();
    FreezeWatch.Report report = freezes.report();
    freezes.close();
    System.out.printf(
        Locale.ROOT,
        "%s: %d freezes over 50 ms, %d of them the window's own, the longest %.0f ms%n",
        what,
        report.freezes(),
        report.own(),
        report.longestMillis());
    for (FreezeWatch.Freeze freeze : report.longest().stream().limit(TOLD).toList()) {
      System.out.printf(
          Locale.ROOT, "  %.0f ms, computing %.0f ms%n", freeze.millis(), freeze.ownMillis());
      freeze.during().lines().limit(FRAMES).forEach(frame -> System.out.println("    " + frame));
    }
  }

  /** In seconds. */
  private static double sinceStart() {
    return (System.currentTimeMillis() - Long.getLong("bench.start")) / 1e3;
  }

  /** Looked up once: what the bench does on the JavaFX thread delays what it measures. */
  private static List<TableView<?>> tables() {
    return Window.getWindows().stream()
        .flatMap(w -> w.getScene().getRoot().lookupAll(".table-view").stream())
        .<TableView<?>>map(node -> (TableView<?>) node)
        .toList();
  }

  /** The list of features once its first row is there. */
  private static @Nullable TableView<?> listed(List<TableView<?>> tables) {
    return tables.stream()
        .max(Comparator.comparingInt(table -> table.getItems().size()))
        .filter(table -> !table.getItems().isEmpty() && table.getItems().getFirst() != null)
        .orElse(null);
  }

  private static <T> void walk(TableView<T> table) throws Exception {
    int columns = ask(() -> table.getColumns().size());
    for (int column = 0; column < columns; column++) {
      int at = column;
      ask(
          () -> {
            if (table.getColumns().get(at).isSortable()) {
              table.getSortOrder().setAll(List.of(table.getColumns().get(at)));
            }
            return true;
          });
      LockSupport.parkNanos(10 * PAUSE);
      await(() -> table.getItems().isEmpty() || table.getItems().getFirst() == null ? null : true);
    }
    for (int stop = 0; stop <= STOPS; stop++) {
      int part = stop;
      ask(
          () -> {
            table.scrollTo((int) ((long) part * (table.getItems().size() - 1) / STOPS));
            return true;
          });
      LockSupport.parkNanos(PAUSE);
    }
    await(() -> table.getItems().getLast() == null ? null : true);
  }

  /** Opens features all over the list; what each shows scrolls while its sweep streams. */
  private static <T> void explore(TableView<T> table) throws Exception {
    int columns = ask(() -> table.getColumns().size());
    for (int feature = 0; feature < FEATURES; feature++) {
      int part = feature;
      ask(
          () -> {
            int row = (int) ((long) part * (table.getItems().size() - 1) / FEATURES);
            table.scrollTo(row);
            return table.getItems().get(row) == null;
          });
      await(
          () -> {
            int row = (int) ((long) part * (table.getItems().size() - 1) / FEATURES);
            if (table.getItems().get(row) == null) {
              return null;
            }
            table.getSelectionModel().clearAndSelect(row);
            return true;
          });
      for (int step = 0; step < SCROLLS; step++) {
        int at = step;
        ask(
            () -> {
              for (Node grid : table.getScene().getRoot().lookupAll(".tile-rows")) {
                if (grid instanceof ListView<?> rows && !rows.getItems().isEmpty()) {
                  rows.scrollTo(at % rows.getItems().size());
                }
              }
              if (at % SORT_EVERY == SORT_EVERY - 1) {
                TableColumn<T, ?> column = table.getColumns().get((part + at) % columns);
                if (column.isSortable()) {
                  table.getSortOrder().setAll(List.of(column));
                }
              }
              return true;
            });
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      LockSupport.parkNanos(5 * PAUSE);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Asks on the JavaFX thread until there is an answer. */
  private static <T> T await(Callable<@Nullable T> question) throws Exception {
    long end = System.nanoTime() + WAIT;
    while (System.nanoTime() - end < 0) {
      try {
        T answer = ask(question);
        if (answer != null) {
          return answer;
        }
      } catch (IllegalStateException _) {
        // JavaFX has not started yet.
      }
      LockSupport.parkNanos(PAUSE / 2);
    }
    throw new IllegalStateException("nothing came");
  }

  private static <T> T ask(Callable<T> question) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Platform.runLater(
        () -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.get();
  }
}
