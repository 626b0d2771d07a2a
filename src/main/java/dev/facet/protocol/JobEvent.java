package dev.facet.protocol;

/**
 * A job's life. It keeps its number when it goes on, in another life of the worker too.
 *
 * @param job its number
 * @param title what it makes, in words
 * @param state where it stands
 * @param activity what is being done now
 * @param done units finished
 * @param total units in all, 0 while unknown
 * @param secondsLeft estimate, or -1
 * @param message the result or the error, one sentence; empty while it runs
 * @param study folder of the study that must be open for the job to go on; empty where none must
 * @param inOnePiece whether a job that ends before it is done begins anew, where others go on
 */
public record JobEvent(
    long job,
    String title,
    State state,
    String activity,
    long done,
    long total,
    double secondsLeft,
    String message,
    String study,
    boolean inOnePiece) {

  /** Where a job stands. */
  public enum State {
    QUEUED,
    RUNNING,
    DONE,
    /** By the person. */
    CANCELLED,
    FAILED,
    /** The worker or the study was closed in the middle. */
    INTERRUPTED;

    /** Whether the job runs or waits. */
    public boolean active() {
      return this == QUEUED || this == RUNNING;
    }

    /** Whether the job ended before it was done, so that it can go on. */
    public boolean unfinished() {
      return this == CANCELLED || this == FAILED || this == INTERRUPTED;
    }
  }

  /** Of a job that needs no study to be open, and keeps what it has done. */
  public JobEvent(
      long job,
      String title,
      State state,
      String activity,
      long done,
      long total,
      double secondsLeft,
      String message) {
    this(job, title, state, activity, done, total, secondsLeft, message, "", false);
  }
}
