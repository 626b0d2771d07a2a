package dev.facet.ui.session;

import dev.facet.fx.ImageCache;
import dev.facet.fx.UiThread;
import dev.facet.protocol.ImageData;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.WorkerApi;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;

/**
 * Pictures by address and size, from the worker, decoded off the UI thread and kept for a while.
 */
public final class Pictures {

  private static final long BUDGET = 96L << 20;

  private final ImageCache<PixelsRequest> cache;

  public Pictures(WorkerApi worker, UiThread ui, Executor decoding) {
    cache =
        new ImageCache<>(
            ui,
            BUDGET,
            request -> worker.pixels(request).thenApplyAsync(Pictures::decode, decoding));
  }

  /** The picture when it is here already. */
  public @Nullable Image peek(String address, int side) {
    return cache.peek(new PixelsRequest(address, side));
  }

  /**
   * The picture, completed on the UI thread.
   *
   * @param side most pixels of its longer side
   */
  public CompletableFuture<Image> get(String address, int side) {
    return cache.get(new PixelsRequest(address, side));
  }

  /** Bytes of decoded pixels that are kept. */
  public void setBudget(long bytes) {
    cache.setBudget(bytes);
  }

  /** How many pictures are on their way. */
  public ReadOnlyIntegerProperty pendingProperty() {
    return cache.pendingProperty();
  }

  /** Another study has other pictures under the same addresses. */
  public void clear() {
    cache.clear();
  }

  private static Image decode(ImageData data) {
    Image image = new Image(new ByteArrayInputStream(Base64.getDecoder().decode(data.base64())));
    if (image.isError()) {
      throw new IllegalArgumentException("The picture could not be decoded", image.getException());
    }
    return image;
  }
}
