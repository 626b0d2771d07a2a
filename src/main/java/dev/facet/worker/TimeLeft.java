package dev.facet.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Estimates how long an activity will still take, from how long its finished part took. */
final class TimeLeft {
  private static final double UNKNOWN = -1;
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final LongSupplier nanoClock;
  private String activity = "";
  private long startNanos;
  private long startDone;

  TimeLeft(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * @return seconds, or -1 while too little is done to say
   */
  double seconds(String now, long done, long total) {
    long nanos = nanoClock.getAsLong();
    if (!now.equals(activity)) {
      activity = now;
      startNanos = nanos;
      startDone = done;
      return UNKNOWN;
    }
    long finished = done - startDone;
    long elapsed = nanos - startNanos;
    if (finished <= 0 || total <= 0 || elapsed < SHORTEST_NANOS) {
      return UNKNOWN;
    }
    return elapsed / 1e9 / finished * Math.max(0, total - done);
  }
}
