package dev.facet.fx;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries the newest of many values from any thread to the UI thread: however many are offered
 * before the thread gets to it, the consumer sees one. For values that replace each other, such as
 * the caption so far or a job's progress.
 *
 * @param <T> the value
 */
public final class Coalescer<T> {

  private final UiThread ui;
  private final Consumer<T> consumer;
  private final AtomicReference<@Nullable T> newest = new AtomicReference<>();

  public Coalescer(UiThread ui, Consumer<T> consumer) {
    this.ui = ui;
    this.consumer = consumer;
  }

  /** Hands over a value; never blocks. */
  public void offer(T value) {
    if (newest.getAndSet(value) == null) {
      ui.run(this::drain);
    }
  }

  private void drain() {
    T value = newest.getAndSet(null);
    if (value != null) {
      consumer.accept(value);
    }
  }
}
