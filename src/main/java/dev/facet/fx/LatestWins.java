package dev.facet.fx;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Background work of which only the latest under a key matters: a newer submission cancels the
 * older one, and an answer that comes late all the same is dropped. Lives on the UI thread; answers
 * are delivered there.
 *
 * @param <K> what the work is for
 */
public final class LatestWins<K> {

  private final UiThread ui;
  private final Map<K, Entry> entries = new HashMap<>();

  private static final class Entry {
    private UiThread.@Nullable Timer debounce;
    private @Nullable CompletableFuture<?> running;

    private void stop() {
      if (debounce != null) {
        debounce.cancel();
      }
      if (running != null) {
        running.cancel(true);
      }
    }
  }

  public LatestWins(UiThread ui) {
    this.ui = ui;
  }

  /** Starts work at once. */
  public <T> void submit(
      K key,
      Supplier<CompletableFuture<T>> work,
      Consumer<T> onResult,
      Consumer<Throwable> onFailure) {
    submit(key, Duration.ZERO, work, onResult, onFailure);
  }

  /**
   * Starts work after a pause in which no newer work came.
   *
   * @param onFailure gets the cause, unwrapped; cancellation is not a failure
   */
  public <T> void submit(
      K key,
      Duration pause,
      Supplier<CompletableFuture<T>> work,
      Consumer<T> onResult,
      Consumer<Throwable> onFailure) {
    cancel(key);
    Entry entry = new Entry();
    entries.put(key, entry);
    if (pause.isZero()) {
      start(key, entry, work, onResult, onFailure);
    } else {
      entry.debounce = ui.after(pause, () -> start(key, entry, work, onResult, onFailure));
    }
  }

  /** Ends the work under a key; its answer will not be delivered. */
  public void cancel(K key) {
    Entry old = entries.remove(key);
    if (old != null) {
      old.stop();
    }
  }

  /** Ends all work. */
  public void cancelAll() {
    entries.values().forEach(Entry::stop);
    entries.clear();
  }

  public boolean isRunning(K key) {
    return entries.containsKey(key);
  }

  private <T> void start(
      K key,
      Entry entry,
      Supplier<CompletableFuture<T>> work,
      Consumer<T> onResult,
      Consumer<Throwable> onFailure) {
    entry.debounce = null;
    CompletableFuture<T> future;
    try {
      future = work.get();
    } catch (RuntimeException e) {
      entries.remove(key, entry);
      onFailure.accept(e);
      return;
    }
    entry.running = future;
    var _ =
        future.whenComplete(
            (result, error) ->
                ui.run(
                    () -> {
                      if (!entries.remove(key, entry)) {
                        return;
                      }
                      Throwable cause = unwrap(error);
                      if (cause == null) {
                        onResult.accept(result);
                      } else if (!(cause instanceof CancellationException)) {
                        onFailure.accept(cause);
                      }
                    }));
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
