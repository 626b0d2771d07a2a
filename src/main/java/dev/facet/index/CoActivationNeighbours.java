package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.metrics.CoActivation;
import dev.facet.workspace.FeatureStore.NeighbourKind;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The latents that fire on the same images more often than chance, by the correlation phi. Counted
 * from the stored codes; of a large corpus a sample of images is counted, as the work grows with
 * the square of the latents an image fires.
 */
final class CoActivationNeighbours {

  /** Neighbours kept of each latent. */
  static final int LIMIT = 8;

  /** Pairs that are counted at most, about. */
  private static final double PAIRS = 2e8;

  private record Partner(int latent, double phi) {}

  private CoActivationNeighbours() {}

  static void put(Study study, Progress progress, Cancellation cancellation) {
    cancellation.check();
    progress.report("finding latents that fire together", 0, 0);
    int latents = study.manifest().latents();
    int images = study.images().page("", 0, 0).total();
    double perImage = (double) study.codes().rows() / Math.max(1, images);
    int stride = (int) Math.max(1, Math.ceil(images * perImage * perImage / PAIRS));
    int sample = study.images().count(stride);
    long[] fired = new long[latents];
    List<List<Partner>> partners = new ArrayList<>();
    for (int k = 0; k < latents; k++) {
      partners.add(new ArrayList<>());
    }
    study
        .codes()
        .countFiring(
            stride,
            (first, second, count) -> {
              if (second < 0) {
                fired[first] = count;
                return;
              }
              double phi = new CoActivation(sample, fired[first], fired[second], count).phi();
              if (phi > 0) {
                offer(partners.get(first), new Partner(second, phi));
                offer(partners.get(second), new Partner(first, phi));
              }
            });
    int[][] others = new int[latents][];
    double[][] scores = new double[latents][];
    for (int k = 0; k < latents; k++) {
      others[k] = partners.get(k).stream().mapToInt(Partner::latent).toArray();
      scores[k] = partners.get(k).stream().mapToDouble(Partner::phi).toArray();
    }
    study.findings().putNeighbours(NeighbourKind.COACTIVATION, others, scores);
  }

  private static void offer(List<Partner> best, Partner partner) {
    if (best.size() == LIMIT && best.getLast().phi() >= partner.phi()) {
      return;
    }
    best.add(partner);
    best.sort(
        Comparator.comparingDouble((Partner p) -> -p.phi()).thenComparingInt(Partner::latent));
    if (best.size() > LIMIT) {
      best.removeLast();
    }
  }
}
