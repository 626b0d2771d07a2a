package dev.facet.client;

/** Told when the worker's state changes. Called on a thread of the client: hand over. */
@FunctionalInterface
public interface StateListener {

  /**
   * @param state the new state
   * @param message one sentence for a person where something went wrong, else empty
   */
  void changed(WorkerState state, String message);
}
