package dev.facet.core;

import java.util.concurrent.CancellationException;

/** Asked between micro-batches and between tokens whether the person still wants the answer. */
@FunctionalInterface
public interface Cancellation {

  /** Never cancelled. */
  Cancellation NONE = () -> false;

  boolean isCancelled();

  /**
   * Ends the work when it is no longer wanted.
   *
   * @throws CancellationException when cancelled
   */
  default void check() {
    if (isCancelled()) {
      throw new CancellationException("cancelled");
    }
  }

  /**
   * For threads that help a piece of work: waits while a person's request is being answered, so
   * that they do not take its cores. Never waits on anything that needs the helper itself.
   */
  default void awaitTurn() {}
}
