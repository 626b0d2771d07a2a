package dev.facet.protocol;

/**
 * A job's life.
 *
 * @param job its number
 * @param title what it makes, in words
 * @param state where it stands
 * @param activity what is being done now
 * @param done units finished
 * @param total units in all, 0 while unknown
 * @param secondsLeft estimate, or -1
 * @param message the result or the error, one sentence; empty while it runs
 */
public record JobEvent(
    long job,
    String title,
    State state,
    String activity,
    long done,
    long total,
    double secondsLeft,
    String message) {

  /** Where a job stands. */
  public enum State {
    QUEUED,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }
}
