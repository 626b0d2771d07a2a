package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Cancellation;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.demo.Attribute;
import dev.facet.demo.DemoImage;
import dev.facet.demo.SceneAttributes;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels of latents by the strict rule: of the twenty images on which a latent fires most strongly,
 * at least sixteen must have an attribute at the very patch where it fires, more than twice as
 * often as patches have it at large. The rarest such attribute is the label.
 */
final class StrictLabels {

  private static final int TOP = 20;
  private static final int NEEDED = 16;
  private static final double LIFT = 2;
  private static final int CHUNK = 64;

  private final List<HeldOutImages.Truth> truths = new ArrayList<>();
  private final Map<Integer, Attribute> labels = new TreeMap<>();
  private double alive;
  private double norm;
  private double explained;
  private double active;

  private StrictLabels() {}

  /** Runs the tower and the SAE over held-out images. */
  static StrictLabels of(
      DualEncoder clip,
      Sae sae,
      HookPoint hook,
      HeldOutImages heldOut,
      int images,
      SceneAttributes attributes,
      Progress progress,
      Cancellation cancellation) {
    StrictLabels all = new StrictLabels();
    int latents = sae.info().latents();
    int prefix = clip.vision().prefixTokens();
    float[][] best = new float[latents][TOP];
    int[][] where = new int[latents][TOP];
    int patches = clip.vision().grid().patches();
    double[] sum = new double[clip.vision().width()];
    double squares = 0;
    double errors = 0;
    double fired = 0;
    for (int begin = 0; begin < images; begin += CHUNK) {
      cancellation.check();
      int count = Math.min(CHUNK, images - begin);
      List<DemoImage> painted = heldOut.paint(begin, count);
      List<RgbImage> pictures = painted.stream().map(DemoImage::image).toList();
      painted.forEach(image -> all.truths.add(heldOut.truth(image)));
      try (NdScope scope = new NdScope()) {
        NDArray x =
            clip.vision()
                .activation(clip.pixels(pictures), hook)
                .get(new NDIndex(":, {}:", prefix));
        NDArray codes = sae.encode(x);
        float[] largest = codes.max(new int[] {1}).toFloatArray();
        long[] at = codes.argMax(1).toLongArray();
        fired += codes.gt(0).sum().toLongArray()[0];
        NDArray error = x.sub(sae.decode(codes, x));
        errors += error.square().sum().getFloat();
        squares += x.square().sum().getFloat();
        all.norm += x.square().sum(new int[] {2}).sqrt().sum().getFloat();
        float[] sums = x.sum(new int[] {0, 1}).toFloatArray();
        for (int d = 0; d < sums.length; d++) {
          sum[d] += sums[d];
        }
        for (int i = 0; i < count; i++) {
          for (int f = 0; f < latents; f++) {
            insert(
                best[f],
                where[f],
                largest[i * latents + f],
                (begin + i) * patches + (int) at[i * latents + f]);
          }
        }
      }
      progress.report("labelling latents", begin + count, images);
    }
    double tokens = (double) images * patches;
    double variance = squares;
    for (double s : sum) {
      variance -= s * s / tokens;
    }
    all.explained = 1 - errors / variance;
    all.active = fired / tokens;
    all.norm /= tokens;
    all.label(best, where, patches, attributes);
    return all;
  }

  /** Keeps an ascending list of the largest values. */
  private static void insert(float[] values, int[] places, float value, int place) {
    if (value <= values[0]) {
      return;
    }
    int i = 0;
    while (i + 1 < values.length && values[i + 1] < value) {
      values[i] = values[i + 1];
      places[i] = places[i + 1];
      i++;
    }
    values[i] = value;
    places[i] = place;
  }

  private void label(float[][] best, int[][] where, int patches, SceneAttributes attributes) {
    Map<Attribute, Double> rates =
        attributes.baseRates(
            truths.stream().map(HeldOutImages.Truth::scene).toList(),
            truths.stream().map(HeldOutImages.Truth::labels).toList());
    for (int f = 0; f < best.length; f++) {
      alive += best[f][TOP - 1] > 0 ? 1.0 / best.length : 0;
      if (best[f][0] <= 0) { // fires on fewer than twenty images
        continue;
      }
      Map<Attribute, Integer> counts = new HashMap<>();
      for (int place : where[f]) {
        HeldOutImages.Truth truth = truths.get(place / patches);
        for (Attribute a : attributes.ofPatch(truth.scene(), truth.labels()[place % patches])) {
          counts.merge(a, 1, Integer::sum);
        }
      }
      int latent = f;
      counts.entrySet().stream()
          .filter(e -> e.getValue() >= NEEDED)
          .map(Map.Entry::getKey)
          .filter(a -> counts.get(a) / (double) TOP / rates.getOrDefault(a, 1e-4) > LIFT)
          .min(
              Comparator.<Attribute>comparingDouble(a -> rates.getOrDefault(a, 1e-4))
                  .thenComparing(Attribute::toString))
          .ifPresent(a -> labels.put(latent, a));
    }
  }

  /** The label of every latent that has one. */
  Map<Integer, Attribute> labels() {
    return labels;
  }

  /** R: mean norm of patch tokens at the hook. */
  double norm() {
    return norm;
  }

  /** Share of the variance of patch tokens that the SAE reconstructs. */
  double explained() {
    return explained;
  }

  /** Mean number of active latents a patch token. */
  double active() {
    return active;
  }

  /** Share of latents that fire on at least twenty images. */
  double alive() {
    return alive;
  }

  /** Number of labels of a type, and of different ones. */
  int[] count(Attribute.Type type) {
    Attribute[] of =
        labels.values().stream().filter(a -> a.type() == type).toArray(Attribute[]::new);
    return new int[] {of.length, (int) Arrays.stream(of).distinct().count()};
  }
}
