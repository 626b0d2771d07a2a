package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.image.ImageProcessor;
import dev.facet.image.ImageReader;
import dev.facet.image.PixelValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads and processes images on threads of its own, a bounded number ahead of the tower, and hands
 * them out in order.
 */
final class ImagePrefetch implements AutoCloseable {

  /**
   * A processed image.
   *
   * @param number in the corpus
   * @param pixels null where the file is no image
   * @param problem why, one sentence; empty where it is one
   */
  record Prepared(int number, @Nullable PixelValues pixels, String problem) {}

  private final CorpusFolder corpus;
  private final ImageProcessor processor;
  private final int ahead;
  private final Cancellation cancellation;
  private final ExecutorService readers;
  private final Queue<Future<Prepared>> queue = new ArrayDeque<>();
  private int next;

  /**
   * @param first image to begin with
   * @param ahead images that are read before they are asked for
   * @param cancellation says when it is this work's turn
   */
  ImagePrefetch(
      CorpusFolder corpus,
      ImageProcessor processor,
      int first,
      int ahead,
      Cancellation cancellation) {
    this.corpus = corpus;
    this.processor = processor;
    this.ahead = ahead;
    this.cancellation = cancellation;
    this.next = first;
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    this.readers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("image-reader-", 0).factory());
  }

  /** The next images in order, at most {@code limit}; empty at the end of the corpus. */
  List<Prepared> take(int limit) {
    List<Prepared> taken = new ArrayList<>();
    while (taken.size() < limit) {
      fill();
      Future<Prepared> head = queue.poll();
      if (head == null) {
        break;
      }
      taken.add(result(head));
    }
    fill();
    return taken;
  }

  private void fill() {
    while (queue.size() < ahead && next < corpus.entries().size()) {
      int number = next++;
      queue.add(readers.submit(() -> prepare(number)));
    }
  }

  private Prepared prepare(int number) {
    cancellation.awaitTurn();
    Path file = corpus.file(number);
    try {
      return new Prepared(number, processor.overview(ImageReader.read(file)), "");
    } catch (FacetException e) {
      if (!Files.exists(file)) {
        // Not an image that cannot be read: a corpus that is no longer what was listed.
        throw FacetException.notFound(
            "The image "
                + file
                + " was removed while its folder was being read; put it back and start again to go on");
      }
      return new Prepared(number, null, String.valueOf(e.getMessage()));
    }
  }

  private static Prepared result(Future<Prepared> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.util.concurrent.CancellationException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FacetException told) {
        throw told;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
