package dev.facet.core;

/**
 * Told how far a piece of work is. Called from the thread that does the work, often:
 * implementations must be cheap.
 */
@FunctionalInterface
public interface Progress {

  /** Says nothing to anybody. */
  Progress NONE = (activity, done, total) -> {};

  /**
   * @param activity what is being done, in words for a person ("indexing images")
   * @param done units finished
   * @param total units in all, or 0 while it is not known
   */
  void report(String activity, long done, long total);
}
