package dev.facet.index;

import java.util.function.LongSupplier;

/**
 * When a growing study is made ready to be looked at: after the first part, then as often as costs
 * a twentieth of the time at most.
 */
final class SnapshotPace {

  private static final int SHARE = 20;

  private final LongSupplier nanoClock;
  private boolean first = true;
  private long next;

  SnapshotPace(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  boolean due() {
    return first || nanoClock.getAsLong() - next >= 0;
  }

  /** Makes one and remembers what it cost. */
  void make(Runnable snapshot) {
    long start = nanoClock.getAsLong();
    snapshot.run();
    long end = nanoClock.getAsLong();
    first = false;
    next = end + SHARE * (end - start);
  }
}
