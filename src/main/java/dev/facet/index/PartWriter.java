package dev.facet.index;

import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Commits parts on a thread of its own, one after the other: the engine thread computes the next
 * part meanwhile, and a person's request need not wait for a disk.
 */
final class PartWriter implements AutoCloseable {

  private final Study study;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("part-writer").factory());
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  PartWriter(Study study) {
    this.study = study;
  }

  /**
   * Commits a part once the one before is.
   *
   * @param images the writer's from now on
   * @param rows the writer's from now on
   * @throws dev.facet.core.FacetException when the part before could not be written
   */
  void commit(Part part, List<IndexedImage> images, List<ImageCodes> rows) {
    await();
    last = CompletableFuture.runAsync(() -> study.parts().commit(part, images, rows), thread);
  }

  /**
   * Waits until all parts are in the study.
   *
   * @throws dev.facet.core.FacetException when one could not be written
   */
  void await() {
    try {
      last.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException told) {
        throw told;
      }
      throw e;
    }
  }

  /** Ends the thread after what it is writing. */
  @Override
  public void close() {
    thread.close();
  }
}
