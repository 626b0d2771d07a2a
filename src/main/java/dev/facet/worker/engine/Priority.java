package dev.facet.worker.engine;

/** How urgent a piece of engine work is; the first is the most urgent. */
public enum Priority {
  /** A person waits for it: a caption under a slider. */
  INTERACTIVE,
  /** It fills what is on the screen: the sweep of an open feature. */
  VISIBLE,
  /** Jobs of minutes: indexing. */
  BATCH;

  boolean isMoreUrgentThan(Priority other) {
    return compareTo(other) < 0;
  }
}
