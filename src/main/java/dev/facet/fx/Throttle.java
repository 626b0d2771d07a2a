package dev.facet.fx;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action at most once in an interval: the first trigger at once, all that come within the
 * interval as one trailing run at its end. Lives on the UI thread.
 */
public final class Throttle {

  private final UiThread ui;
  private final Duration interval;
  private final Runnable action;
  private UiThread.@Nullable Timer dormant;
  private boolean missed;

  public Throttle(UiThread ui, Duration interval, Runnable action) {
    this.ui = ui;
    this.interval = interval;
    this.action = action;
  }

  /** Asks for a run. */
  public void trigger() {
    if (dormant != null) {
      missed = true;
      return;
    }
    dormant = ui.after(interval, this::awake);
    action.run();
  }

  /** Forgets a trailing run that is due; the next trigger runs at once. */
  public void cancel() {
    if (dormant != null) {
      dormant.cancel();
      dormant = null;
    }
    missed = false;
  }

  private void awake() {
    dormant = null;
    if (missed) {
      missed = false;
      trigger();
    }
  }
}
