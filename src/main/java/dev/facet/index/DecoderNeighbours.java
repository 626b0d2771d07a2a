package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.metrics.DirectionNeighbours;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import dev.facet.workspace.FeatureStore.NeighbourKind;
import dev.facet.workspace.Study;
import java.util.stream.IntStream;

/** The latents with the most similar decoder rows, by matrix products over blocks of rows. */
final class DecoderNeighbours {

  /** Neighbours kept of each latent. */
  static final int LIMIT = 8;

  /** Cosines that exist at once, in numbers. */
  private static final int COSINES = 8 << 20;

  private DecoderNeighbours() {}

  static void put(Sae sae, Study study, Progress progress, Cancellation cancellation) {
    int latents = sae.info().latents();
    int[][] others = new int[latents][];
    double[][] cosines = new double[latents][];
    int block = Math.clamp(COSINES / latents, 1, latents);
    for (int from = 0; from < latents; from += block) {
      cancellation.check();
      progress.report("comparing directions", from, latents);
      int begin = from;
      int end = Math.min(latents, from + block);
      float[] products = cosines(sae, begin, end);
      IntStream.range(begin, end)
          .parallel()
          .forEach(
              k -> {
                double[] row = new double[latents];
                for (int i = 0; i < latents; i++) {
                  row[i] = products[(k - begin) * latents + i];
                }
                DirectionNeighbours found = DirectionNeighbours.of(row, k, LIMIT);
                others[k] = found.latents();
                cosines[k] = found.cosines();
              });
    }
    study.findings().putNeighbours(NeighbourKind.DECODER, others, cosines);
  }

  /** Cosines of rows [begin, end) with all rows [end - begin, F]. */
  private static float[] cosines(Sae sae, int begin, int end) {
    try (NdScope _ = new NdScope()) {
      NDArray rows = sae.decoderRows();
      // A zero row stays zero, so that it is nobody's neighbour.
      NDArray unit = rows.div(rows.norm(new int[] {1}, true).maximum(1e-30f));
      return unit.get(new NDIndex("{}:{}", begin, end)).matMul(unit.transpose()).toFloatArray();
    }
  }
}
