package dev.facet.worker.engine;

import java.util.concurrent.TimeUnit;

/**
 * How long batch work rests after a person's request. A hand that drags a slider comes back within
 * a moment, and then the engine is free at once instead of after a piece of batch work. Work goes
 * on all the same: never longer than {@link #MOST} without a piece.
 */
final class Rest {

  /** After the last request, ns. */
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(50);

  /** Between two pieces of batch work, ns. */
  private static final long MOST = TimeUnit.SECONDS.toNanos(1);

  private boolean asked;
  private long lastEnd;

  /** A person's request has been answered. */
  void requestEnded(long now) {
    asked = true;
    lastEnd = now;
  }

  /**
   * What is left of the rest, ns; 0 or less when batch work goes on.
   *
   * @param since when batch work was last at work
   */
  long left(long since, long now) {
    return asked ? Math.min(lastEnd + MOMENT, since + MOST) - now : 0;
  }
}
