package dev.facet.fx;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often the UI thread kept a person waiting: it is asked for a sign of life again and
 * again, and a sign that takes longer than a limit is a freeze. What the thread was doing during
 * the longest ones is kept. For test builds and the tour; costs a small task every few
 * milliseconds.
 */
public final class FreezeWatch implements AutoCloseable {

  private static final long PAUSE_MS = 10;
  private static final long LIMIT_NANOS = 50_000_000;

  /**
   * What was seen.
   *
   * @param freezes signs of life that took longer than 50 ms
   * @param longestMillis the longest wait, a freeze or not
   * @param longest the longest freezes, longest first
   */
  public record Report(int freezes, double longestMillis, List<Freeze> longest) {

    public Report {
      longest = List.copyOf(longest);
    }

    /**
     * Freezes that are the window's own: in the others the UI thread waited for the renderer or for
     * a processor, or copied the picture of a screen without a display.
     */
    public long own() {
      return longest.stream().filter(Freeze::own).count();
    }
  }

  /**
   * A freeze.
   *
   * @param millis how long it was
   * @param ownMillis how long the UI thread itself computed meanwhile: on a busy machine the rest
   *     is others' work
   * @param during the stack of the UI thread, innermost first
   */
  public record Freeze(double millis, double ownMillis, String during) {

    /** Whether the UI thread itself computed longer than the limit, and not to copy a picture. */
    public boolean own() {
      return ownMillis * 1e6 > LIMIT_NANOS && !during.contains(COPYING);
    }
  }

  /** What the platform without a display does with each picture, on the UI thread. */
  private static final String COPYING = "HeadlessWindow.blit";

  private static final int KEPT = 1000;

  private final UiThread ui;
  private final LongSupplier nanoClock;
  private final LongSupplier computing;
  private final Supplier<String> stack;
  private @Nullable Thread thread;
  private int freezes;
  private long longest;
  private final List<Freeze> kept = new ArrayList<>();
  private long asked = -1;
  private long computed;
  private String seen = "";
  private boolean paused;
  private volatile boolean ended;

  /**
   * @param nanoClock measures the waits
   * @param computing how long the UI thread has computed in its life, ns
   * @param stack tells what the UI thread is doing now
   */
  public FreezeWatch(
      UiThread ui, LongSupplier nanoClock, LongSupplier computing, Supplier<String> stack) {
    this.computing = computing;
    this.ui = ui;
    this.nanoClock = nanoClock;
    this.stack = stack;
  }

  /** Watches the JavaFX thread, from that thread on, until it is closed. */
  public static FreezeWatch start(UiThread ui) {
    Thread fx = Thread.currentThread();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    FreezeWatch watch =
        new FreezeWatch(
            ui,
            System::nanoTime,
            () -> threads.getThreadCpuTime(fx.threadId()),
            () -> {
              StringBuilder lines = new StringBuilder();
              for (StackTraceElement frame : fx.getStackTrace()) {
                lines.append(frame).append('\n');
              }
              return lines.toString();
            });
    watch.thread = Thread.ofPlatform().daemon().name("freeze-watch").start(watch::run);
    return watch;
  }

  /** Asks for a sign of life, or looks at how long the last one is due. */
  public synchronized void probe() {
    if (asked >= 0) {
      if (!paused && seen.isEmpty() && nanoClock.getAsLong() - asked > LIMIT_NANOS) {
        seen = stack.get();
      }
      return;
    }
    asked = nanoClock.getAsLong();
    computed = computing.getAsLong();
    seen = "";
    ui.run(this::sign);
  }

  /** What happens from now on does not count, such as taking pictures; nor what is due already. */
  public synchronized void pause() {
    paused = true;
  }

  /** What happens from now on counts again. Call on the UI thread. */
  public synchronized void resume() {
    paused = false;
    asked = asked < 0 ? -1 : nanoClock.getAsLong();
    computed = computing.getAsLong();
    seen = "";
  }

  public synchronized Report report() {
    return new Report(freezes, longest / 1e6, kept);
  }

  @Override
  public void close() {
    ended = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private synchronized void sign() {
    long waited = nanoClock.getAsLong() - asked;
    asked = -1;
    if (paused) {
      return;
    }
    longest = Math.max(longest, waited);
    if (waited > LIMIT_NANOS) {
      freezes++;
      kept.add(new Freeze(waited / 1e6, (computing.getAsLong() - computed) / 1e6, seen));
      kept.sort(Comparator.comparingDouble((Freeze freeze) -> -freeze.millis()));
      if (kept.size() > KEPT) {
        kept.removeLast();
      }
    }
  }

  private void run() {
    while (!ended) {
      probe();
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
