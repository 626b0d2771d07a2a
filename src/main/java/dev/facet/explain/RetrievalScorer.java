package dev.facet.explain;

import dev.facet.metrics.Auroc;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * AUROC of a latent's mean codes on pictures of a text against random ones. Ferrando et al. let a
 * diffusion model paint the pictures; here they are the images of the corpus whose embeddings lie
 * closest to the text's, since nothing here paints any text. Images that a model may have been
 * shown (the latent's five best) take no part.
 */
final class RetrievalScorer {

  /** Pictures of the text, and as many random ones. */
  private static final int PICTURES = 16;

  /** Largest corpus whose embeddings are held: 200 MB at width 512. */
  private static final int MOST_IMAGES = 100_000;

  private final Study study;
  private final int[] ids;
  private final float[][] embeddings;

  private RetrievalScorer(Study study, int[] ids, float[][] embeddings) {
    this.study = study;
    this.ids = ids;
    this.embeddings = embeddings;
  }

  /** Null where the corpus has no embeddings, or is too small or too large. */
  static @Nullable RetrievalScorer of(Study study) {
    int total = study.images().page("", 0, 0).total();
    if (total > MOST_IMAGES) {
      return null;
    }
    List<Integer> ids = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    study
        .images()
        .embeddings(
            0,
            Integer.MAX_VALUE,
            (image, embedding) -> {
              ClipScorer.unit(embedding);
              ids.add(image);
              rows.add(embedding);
            });
    if (rows.size() < 4 * PICTURES) {
      return null;
    }
    return new RetrievalScorer(
        study, ids.stream().mapToInt(Integer::intValue).toArray(), rows.toArray(float[][]::new));
  }

  /**
   * @param texts unit embeddings [B][P]
   */
  double[] scores(List<Integer> latents, float[][] texts) {
    Map<Integer, Map<Integer, Float>> codes = study.codes().scores(latents);
    double[] scores = new double[latents.size()];
    for (int i = 0; i < scores.length; i++) {
      int latent = latents.get(i);
      Map<Integer, Float> own = codes.getOrDefault(latent, Map.of());
      Set<Integer> excluded = best(own);
      double[] positives = values(nearest(texts[i], excluded), own);
      double[] negatives = values(random(latent, excluded), own);
      scores[i] = Auroc.of(positives, negatives);
    }
    return scores;
  }

  /** The images that fire a latent most. */
  private static Set<Integer> best(Map<Integer, Float> codes) {
    Set<Integer> best = new HashSet<>();
    codes.entrySet().stream()
        .sorted(
            Map.Entry.<Integer, Float>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(ExplainSpec.IMAGES)
        .forEach(e -> best.add(e.getKey()));
    return best;
  }

  private List<Integer> nearest(float[] text, Set<Integer> excluded) {
    record Near(int id, double cosine) {}
    PriorityQueue<Near> nearest =
        new PriorityQueue<>(Comparator.comparingDouble(Near::cosine).thenComparing(n -> -n.id()));
    for (int i = 0; i < ids.length; i++) {
      if (!excluded.contains(ids[i])) {
        nearest.add(new Near(ids[i], ClipScorer.dot(embeddings[i], text)));
        if (nearest.size() > PICTURES) {
          nearest.poll();
        }
      }
    }
    return nearest.stream().map(Near::id).toList();
  }

  private List<Integer> random(int latent, Set<Integer> excluded) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(latent);
    Set<Integer> drawn = new HashSet<>();
    while (drawn.size() < PICTURES) {
      int id = ids[random.nextInt(ids.length)];
      if (!excluded.contains(id)) {
        drawn.add(id);
      }
    }
    return List.copyOf(drawn);
  }

  private static double[] values(List<Integer> images, Map<Integer, Float> codes) {
    return images.stream().mapToDouble(id -> codes.getOrDefault(id, 0f)).toArray();
  }
}
