package dev.facet.fx;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;

/**
 * Pictures by key, least recently used ones forgotten beyond a budget of bytes. A picture that is
 * being loaded is not asked for twice. Lives on the UI thread; loading happens elsewhere.
 *
 * @param <K> the key
 */
public final class ImageCache<K> {

  private static final int BYTES_PER_PIXEL = 4;

  private final UiThread ui;
  private long budget;
  private final Function<K, CompletableFuture<Image>> loader;
  private final Map<K, Image> ready = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<K, CompletableFuture<Image>> loading = new HashMap<>();
  private final ReadOnlyIntegerWrapper pending = new ReadOnlyIntegerWrapper();
  private long bytes;

  /**
   * @param budget bytes of decoded pixels to keep
   * @param loader starts loading a picture off the UI thread
   */
  public ImageCache(UiThread ui, long budget, Function<K, CompletableFuture<Image>> loader) {
    this.ui = ui;
    this.budget = budget;
    this.loader = loader;
  }

  /** Changes how many bytes of decoded pixels are kept. */
  public void setBudget(long newBudget) {
    budget = newBudget;
    shrink();
  }

  /** The picture when it is here already. */
  public @Nullable Image peek(K key) {
    return ready.get(key);
  }

  /** The picture, completed on the UI thread, at once where it is here already. */
  public CompletableFuture<Image> get(K key) {
    Image image = ready.get(key);
    if (image != null) {
      return CompletableFuture.completedFuture(image);
    }
    CompletableFuture<Image> running = loading.get(key);
    if (running != null) {
      return running;
    }
    CompletableFuture<Image> answer = new CompletableFuture<>();
    loading.put(key, answer);
    pending.set(pending.get() + 1);
    // The answer carries a failure on.
    var _ =
        loader
            .apply(key)
            .whenComplete(
                (loaded, error) ->
                    ui.run(
                        () -> {
                          loading.remove(key, answer);
                          pending.set(pending.get() - 1);
                          if (error != null) {
                            Throwable cause = error.getCause();
                            answer.completeExceptionally(
                                error instanceof CompletionException && cause != null
                                    ? cause
                                    : error);
                          } else {
                            keep(key, loaded);
                            answer.complete(loaded);
                          }
                        }));
    return answer;
  }

  /** How many pictures are being loaded. */
  public ReadOnlyIntegerProperty pendingProperty() {
    return pending.getReadOnlyProperty();
  }

  /** Forgets everything, for another study or when memory runs short. */
  public void clear() {
    ready.clear();
    loading.clear();
    bytes = 0;
  }

  long bytes() {
    return bytes;
  }

  private void keep(K key, Image image) {
    Image before = ready.put(key, image);
    bytes += size(image) - (before == null ? 0 : size(before));
    shrink();
  }

  private void shrink() {
    var oldest = ready.entrySet().iterator();
    while (bytes > budget && ready.size() > 1) {
      bytes -= size(oldest.next().getValue());
      oldest.remove();
    }
  }

  private static long size(Image image) {
    long width = (long) image.getWidth();
    long height = (long) image.getHeight();
    return width * height * BYTES_PER_PIXEL;
  }
}
