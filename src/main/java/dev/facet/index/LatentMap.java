package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.workspace.FeatureColumns;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.Study;
import java.util.Random;
import java.util.function.IntFunction;
import tagbio.umap.ProgressListener;
import tagbio.umap.Umap;
import tagbio.umap.UmapProgress;
import tagbio.umap.metric.CosineMetric;

/**
 * A map of the living latents: UMAP (McInnes et al., arXiv 1802.03426) of their decoder directions
 * with the cosine as distance, 15 neighbours, minimal distance 0.1. One thread and a fixed seed, so
 * that the same SAE has the same map.
 */
public final class LatentMap {

  /** With fewer there is no neighbourhood to speak of. */
  static final int FEWEST = 32;

  private static final int NEIGHBOURS = 15;
  private static final float MIN_DISTANCE = 0.1f;
  private static final long SEED = 42;

  /**
   * Beyond so many latents the library searches neighbours approximately, and long directions are
   * projected at random before.
   */
  private static final int EXACT = 4096;

  private static final int PROJECTED = 128;

  private LatentMap() {}

  /**
   * Makes the map and puts it into the study.
   *
   * @param direction decoder row of a latent [D]; all are asked for before anything else is done
   * @throws FacetException when too few latents are alive
   */
  public static void put(
      IntFunction<float[]> direction, Study study, Progress progress, Cancellation cancellation) {
    FeatureColumns alive =
        study
            .features()
            .columns(new FeatureSearch("", FeatureSearch.Sort.INDEX, false, true, false, 0, 0));
    int[] latents = alive.features();
    float[][] directions = new float[latents.length][];
    for (int i = 0; i < latents.length; i++) {
      directions[i] = direction.apply(latents[i]);
    }
    study.findings().putPlaces(latents, places(directions, progress, cancellation));
  }

  /**
   * @param directions [n, D]
   * @return places [n, 2]
   */
  static float[][] places(float[][] directions, Progress progress, Cancellation cancellation) {
    if (directions.length < FEWEST) {
      throw FacetException.badInput(
          "A map needs at least " + FEWEST + " latents that fire; there are " + directions.length);
    }
    progress.report("drawing the map of directions", 0, 0);
    // The library counts its steps for the whole program; jobs run one at a time.
    ProgressListener steps =
        state -> {
          cancellation.check();
          progress.report("drawing the map of directions", state.getCount(), state.getTotal());
        };
    UmapProgress.addProgressListener(steps);
    try {
      Umap umap = new Umap();
      umap.setNumberComponents(2);
      umap.setNumberNearestNeighbours(NEIGHBOURS);
      umap.setMinDist(MIN_DISTANCE);
      umap.setMetric(CosineMetric.SINGLETON);
      umap.setSeed(SEED);
      umap.setThreads(1);
      return umap.fitTransform(directions.length > EXACT ? projected(directions) : directions);
    } finally {
      UmapProgress.removeProgressListener(steps);
    }
  }

  /** Gaussian random projection, which keeps cosines up to about 1 / sqrt(128). */
  private static float[][] projected(float[][] directions) {
    int width = directions[0].length;
    if (width <= PROJECTED) {
      return directions;
    }
    Random random = new Random(SEED);
    float[][] axes = new float[PROJECTED][width];
    for (float[] axis : axes) {
      for (int i = 0; i < width; i++) {
        axis[i] = (float) random.nextGaussian();
      }
    }
    float[][] projected = new float[directions.length][PROJECTED];
    for (int row = 0; row < directions.length; row++) {
      for (int a = 0; a < PROJECTED; a++) {
        float sum = 0;
        for (int i = 0; i < width; i++) {
          sum += axes[a][i] * directions[row][i];
        }
        projected[row][a] = sum;
      }
    }
    return projected;
  }
}
