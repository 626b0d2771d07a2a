package dev.facet.training;

import dev.facet.demo.DemoImage;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.DemoScene;
import dev.facet.demo.PatchLabels;
import dev.facet.image.PilResampler;
import dev.facet.image.RgbImage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Demo images painted by a background thread while training runs. Image {@code i} is always painted
 * from seed {@code first + i}; the last {@code window} images stay for reuse, so that painting
 * costs a fraction of the training time. What a step may draw from depends on its number alone,
 * never on how fast the painter is: a reader waits for an image that is not there yet.
 */
final class ImagePool implements AutoCloseable {

  /**
   * A painted image at the model's size.
   *
   * @param rgb {@code [size, size, 3]}, scaled as the model's own processor does
   * @param labels {@code [grid * grid]}, see {@link PatchLabels}
   */
  record Sample(byte[] rgb, short[] labels, DemoScene scene) {}

  private final DemoPainter painter;
  private final long firstSeed;
  private final int size;
  private final int grid;
  private final int window;
  private final @Nullable Sample[] ring;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private long painted;
  private long wanted;
  private boolean closed;
  private @Nullable RuntimeException failure;

  /**
   * @param window images kept
   * @param start first image that will be asked for
   */
  ImagePool(DemoPainter painter, long firstSeed, int size, int grid, int window, long start) {
    this.painter = painter;
    this.firstSeed = firstSeed;
    this.size = size;
    this.grid = grid;
    this.window = window;
    this.ring = new Sample[window];
    this.painted = start;
    this.wanted = start;
    this.thread = Thread.ofPlatform().name("demo-painter").daemon().start(this::paintAll);
  }

  /** Paints one image from a seed and scales it as the model sees it. */
  static Sample sample(DemoPainter painter, long seed, int size, int grid) {
    DemoImage image = painter.paint(seed);
    RgbImage small = PilResampler.resize(image.image(), size, size, PilResampler.Filter.BICUBIC);
    return new Sample(small.rgb(), PatchLabels.label(image, grid), image.scene());
  }

  /**
   * Lets the painter go on up to (not including) this image; images older than a window before it
   * may be forgotten, so every reader of an earlier step must be done.
   */
  void allow(long end) {
    lock.lock();
    try {
      wanted = Math.max(wanted, end);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** An image among the last {@code window} allowed ones; waits until it is painted. */
  Sample get(long index) {
    lock.lock();
    try {
      while (painted <= index && failure == null) {
        changed.awaitUninterruptibly();
      }
      if (failure != null) {
        throw failure;
      }
      Sample sample = ring[(int) (index % window)];
      if (sample == null) {
        throw new IllegalStateException("image " + index + " is no longer in the pool");
      }
      return sample;
    } finally {
      lock.unlock();
    }
  }

  private void paintAll() {
    try {
      while (true) {
        long next;
        lock.lock();
        try {
          while (painted >= wanted && !closed) {
            changed.awaitUninterruptibly();
          }
          if (closed) {
            return;
          }
          next = painted;
        } finally {
          lock.unlock();
        }
        Sample sample = sample(painter, firstSeed + next, size, grid);
        lock.lock();
        try {
          ring[(int) (next % window)] = sample;
          painted = next + 1;
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } catch (RuntimeException e) {
      lock.lock();
      try {
        failure = e;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
