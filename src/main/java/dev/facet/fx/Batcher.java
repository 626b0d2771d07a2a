package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries values from any thread to the UI thread in batches: all that came until the thread gets
 * to it arrive as one list, in order, none lost.
 *
 * @param <T> the value
 */
public final class Batcher<T> {

  private final UiThread ui;
  private final Consumer<List<T>> consumer;
  private List<T> waiting = new ArrayList<>();

  public Batcher(UiThread ui, Consumer<List<T>> consumer) {
    this.ui = ui;
    this.consumer = consumer;
  }

  /** Hands over a value; never blocks for long. */
  public void offer(T value) {
    boolean first;
    synchronized (this) {
      first = waiting.isEmpty();
      waiting.add(value);
    }
    if (first) {
      ui.run(this::drain);
    }
  }

  private void drain() {
    List<T> batch;
    synchronized (this) {
      batch = waiting;
      waiting = new ArrayList<>();
    }
    consumer.accept(batch);
  }
}
