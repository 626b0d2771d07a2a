package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The watch on the UI thread, on a clock that the test moves. */
class FreezeWatchTest {

  private final ManualThread ui = new ManualThread();
  private final AtomicLong nanos = new AtomicLong();
  private String doing = "";
  private final FreezeWatch watch =
      new FreezeWatch(ui, nanos::get, () -> nanos.get() / 2, () -> doing);

  /** The thread answers after it was busy for a while. */
  private void busy(long millis, String what) {
    doing = what;
    watch.probe();
    nanos.addAndGet(millis * 1_000_000);
    watch.probe();
    ui.settle();
  }

  @Test
  void only_waits_over_the_limit_count_and_the_longest_is_explained() {
    busy(16, "pulse");
    busy(51, "sorting");
    busy(120, "drawing");
    busy(49, "pulse");
    busy(110, "HeadlessWindow.blit");
    FreezeWatch.Report report = watch.report();
    assertEquals(3, report.freezes());
    assertEquals(1, report.own(), "the clock of the thread runs at half the speed");
    assertEquals(120, report.longestMillis(), 1e-9);
    assertEquals(
        List.of(
            new FreezeWatch.Freeze(120, 60, "drawing"),
            new FreezeWatch.Freeze(110, 55, "HeadlessWindow.blit"),
            new FreezeWatch.Freeze(51, 25.5, "sorting")),
        report.longest());
  }

  @Test
  void what_happens_in_a_pause_does_not_count() {
    watch.probe();
    watch.pause();
    nanos.addAndGet(500_000_000);
    watch.probe();
    watch.resume();
    nanos.addAndGet(20_000_000);
    ui.settle();
    assertEquals(new FreezeWatch.Report(0, 20, List.of()), watch.report());
  }
}
