package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.workspace.FeatureColumns;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.Study;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tagbio.umap.ProgressListener;
import tagbio.umap.Umap;
import tagbio.umap.UmapProgress;
import tagbio.umap.metric.EuclideanMetric;

/**
 * A map of the living latents: UMAP (McInnes et al., arXiv 1802.03426) of their decoder directions
 * as unit vectors, where the Euclidean distance orders neighbours as the cosine does; 15
 * neighbours, minimal distance 0.1. One thread and a fixed seed, so that the same SAE has the same
 * map. It is drawn on a thread of its own, so that whoever waits for it can let more urgent work
 * pass.
 */
public final class LatentMap {

  /** With fewer there is no neighbourhood to speak of. */
  static final int FEWEST = 32;

  private static final int NEIGHBOURS = 15;
  private static final float MIN_DISTANCE = 0.1f;
  private static final long SEED = 42;

  /**
   * Beyond so many latents the library searches neighbours approximately, and long directions are
   * projected at random as they come: 100,000 take 51 MB.
   */
  private static final int EXACT = 4096;

  private static final int PROJECTED = 128;

  /** How long more urgent work waits at most. */
  private static final long PAUSE_MS = 10;

  private LatentMap() {}

  /**
   * Makes the map and puts it into the study.
   *
   * @param direction decoder row of a latent [D]; all are asked for before anything else is done
   * @throws FacetException when too few latents are alive
   */
  public static void put(
      IntFunction<float[]> direction, Study study, Progress progress, Cancellation cancellation) {
    FeatureColumns alive = study.features().columns(FeatureSearch.firing());
    int[] latents = alive.features();
    UnaryOperator<float[]> shortened = latents.length > EXACT ? new Projection() : d -> d;
    float[][] directions = new float[latents.length][];
    for (int i = 0; i < latents.length; i++) {
      cancellation.check();
      directions[i] = shortened.apply(direction.apply(latents[i]));
    }
    study.findings().putPlaces(latents, places(directions, progress, cancellation));
  }

  /** How far the library is. */
  private record Step(long done, long total) {}

  /**
   * @param directions [n, D], given away: they are scaled to length 1
   * @return places [n, 2]
   */
  static float[][] places(float[][] directions, Progress progress, Cancellation cancellation) {
    if (directions.length < FEWEST) {
      throw FacetException.badInput(
          "A map needs at least " + FEWEST + " latents that fire; there are " + directions.length);
    }
    progress.report("drawing the map of directions", 0, 0);
    for (float[] direction : directions) {
      toUnitLength(direction);
    }
    BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    AtomicBoolean givenUp = new AtomicBoolean();
    FutureTask<float[][]> drawing = new FutureTask<>(() -> draw(directions, steps, givenUp));
    Thread.ofPlatform().daemon().name("latent-map").start(drawing);
    try {
      while (!drawing.isDone() || !steps.isEmpty()) {
        cancellation.check();
        Step step = steps.poll(PAUSE_MS, TimeUnit.MILLISECONDS);
        if (step != null) {
          progress.report("drawing the map of directions", step.done, step.total);
        }
      }
      return drawing.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("The map could not be drawn", e.getCause());
    } finally {
      givenUp.set(true);
    }
  }

  /**
   * @param steps told how far it is
   * @param givenUp when nobody waits any more
   */
  private static float[][] draw(
      float[][] directions, BlockingQueue<Step> steps, AtomicBoolean givenUp) {
    // The library tells every listener of every drawing, and one that was given up may still be on
    // its way to the step where it ends: each hears its own thread only.
    Thread own = Thread.currentThread();
    ProgressListener listener =
        state -> {
          if (Thread.currentThread() != own) {
            return;
          }
          if (givenUp.get()) {
            throw new CancellationException();
          }
          steps.add(new Step(state.getCount(), state.getTotal()));
        };
    UmapProgress.addProgressListener(listener);
    try {
      Umap umap = new Umap();
      umap.setNumberComponents(2);
      umap.setNumberNearestNeighbours(NEIGHBOURS);
      umap.setMinDist(MIN_DISTANCE);
      // Its own search of neighbours by cosine fails on more than 4,096 rows.
      umap.setMetric(EuclideanMetric.SINGLETON);
      umap.setSeed(SEED);
      umap.setThreads(1);
      return umap.fitTransform(directions);
    } finally {
      UmapProgress.removeProgressListener(listener);
    }
  }

  private static void toUnitLength(float[] direction) {
    double square = 0;
    for (float x : direction) {
      square += x * x;
    }
    float length = (float) Math.sqrt(square);
    for (int i = 0; length > 0 && i < direction.length; i++) {
      direction[i] /= length;
    }
  }

  /** Gaussian random projection, which keeps cosines up to about 1 / sqrt(128). */
  private static final class Projection implements UnaryOperator<float[]> {
    private float @Nullable [][] axes;

    @Override
    public float[] apply(float[] direction) {
      int width = direction.length;
      if (width <= PROJECTED) {
        return direction;
      }
      if (axes == null) {
        Random random = new Random(SEED);
        axes = new float[PROJECTED][width];
        for (float[] axis : axes) {
          for (int i = 0; i < width; i++) {
            axis[i] = (float) random.nextGaussian();
          }
        }
      }
      float[] projected = new float[PROJECTED];
      for (int a = 0; a < PROJECTED; a++) {
        float sum = 0;
        for (int i = 0; i < width; i++) {
          sum += axes[a][i] * direction[i];
        }
        projected[a] = sum;
      }
      return projected;
    }
  }
}
