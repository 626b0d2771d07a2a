package dev.facet.worker;

import dev.facet.protocol.WorkerStatus;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the window how the worker is: at once when it begins or ends work (at most four times a
 * second), and once a second while its memory changes.
 */
final class StatusReporter {
  private static final long PAUSE_MS = 250;
  private static final long TICK_MS = 1000;
  private static final long MEMORY_STEP = 4L << 20;

  private final Consumer<WorkerStatus> events;
  private final Supplier<WorkerStatus> present;
  private final LatestValue<Boolean> changes;
  private @Nullable WorkerStatus told;

  /**
   * @param executor all events are sent on it
   */
  StatusReporter(
      ScheduledExecutorService executor,
      Supplier<WorkerStatus> present,
      Consumer<WorkerStatus> events) {
    this.present = present;
    this.events = events;
    this.changes = new LatestValue<>(LatestValue.Timer.of(executor), PAUSE_MS, any -> tell());
    var _ = executor.scheduleWithFixedDelay(this::tell, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  /** Work began or ended; any thread. */
  void changed() {
    changes.offer(true);
  }

  private void tell() {
    WorkerStatus now = present.get();
    WorkerStatus before = told;
    boolean same =
        before != null
            && before.busy() == now.busy()
            && before.queued() == now.queued()
            && Math.abs(before.residentBytes() - now.residentBytes()) < MEMORY_STEP;
    if (!same) {
      told = now;
      events.accept(now);
    }
  }
}
