package dev.facet.metrics;

import dev.facet.core.SweepPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much an edit moves an image's position in concept space: Joseph et al., "Steering CLIP's
 * vision transformer with sparse autoencoders" (arXiv 2504.08729), as its authors' code computes
 * it. A vocabulary of V words is embedded once; every image, unsteered and steered, becomes a
 * softmax over the words, and the figures are read from the change of those probabilities.
 *
 * <p>Double precision matters: an unsteered probability of 1e-40 is ordinary at logit scale 100 and
 * would be 0 in single precision.
 */
public final class Steerability {

  /** A latent whose S exceeds this at the largest strength counts as steerable in the paper. */
  public static final double STEERABLE = 0.10;

  /** The logit scale of the paper: CLIP's own, at its ceiling. */
  public static final double LOGIT_SCALE = 100;

  private final double[][] words;
  private final double logitScale;

  /**
   * @param textEmbeddings of the vocabulary [V, d]; any norm, cosines are taken
   * @param logitScale multiplies the cosines before the softmax
   */
  public Steerability(float[][] textEmbeddings, double logitScale) {
    if (textEmbeddings.length == 0) {
      throw new IllegalArgumentException("The vocabulary is empty");
    }
    this.words = new double[textEmbeddings.length][];
    for (int v = 0; v < words.length; v++) {
      words[v] = Vectors.unit(textEmbeddings[v]);
    }
    this.logitScale = logitScale;
  }

  /** Number of words V. */
  public int vocabularySize() {
    return words.length;
  }

  /**
   * The softmax over the vocabulary of one image.
   *
   * @param imageEmbedding [d]; any norm
   * @return probabilities [V]
   */
  public double[] probabilities(float[] imageEmbedding) {
    return Softmax.of(logits(imageEmbedding));
  }

  /**
   * Scaled cosines of one image with the words.
   *
   * @param imageEmbedding [d]; any norm
   * @return [V]
   */
  public double[] logits(float[] imageEmbedding) {
    double[] image = Vectors.unit(imageEmbedding);
    double[] logits = new double[words.length];
    for (int v = 0; v < words.length; v++) {
      logits[v] = logitScale * Vectors.dot(image, words[v]);
    }
    return logits;
  }

  /** The words as unit vectors [V, d]. */
  public double[][] unitWords() {
    return words.clone();
  }

  public double logitScale() {
    return logitScale;
  }

  /**
   * The logit variant of Delta: mean over images of the change of each word's logit [V]. Its
   * largest entry does not fade where a probability is already near 0 or 1.
   *
   * @param before logits [images, V]
   * @param after logits of the same images [images, V]
   */
  public static double[] logitDelta(double[][] before, double[][] after) {
    double[] delta = new double[before[0].length];
    for (int n = 0; n < before.length; n++) {
      for (int v = 0; v < delta.length; v++) {
        delta[v] += (after[n][v] - before[n][v]) / before.length;
      }
    }
    return delta;
  }

  /**
   * The effect of one strength over some images.
   *
   * @param unsteered image embeddings [images, d]
   * @param steered embeddings of the same images under the edit [images, d]
   */
  public Effect effect(float[][] unsteered, float[][] steered) {
    double[][] before = new double[unsteered.length][];
    double[][] after = new double[steered.length][];
    for (int n = 0; n < before.length; n++) {
      before[n] = probabilities(unsteered[n]);
    }
    for (int n = 0; n < after.length; n++) {
      after[n] = probabilities(steered[n]);
    }
    return effect(before, after);
  }

  /**
   * The effect from probabilities that are already there, so that the unsteered side is computed
   * once for a whole sweep.
   *
   * @param before probabilities [images, V]
   * @param after probabilities [images, V]
   */
  public static Effect effect(double[][] before, double[][] after) {
    if (before.length == 0 || before.length != after.length) {
      throw new IllegalArgumentException(
          before.length + " unsteered and " + after.length + " steered images do not pair up");
    }
    int images = before.length;
    int size = before[0].length;
    double[] delta = new double[size];
    double meanSquare = 0;
    double ratio = 0;
    for (int n = 0; n < images; n++) {
      double square = 0;
      for (int v = 0; v < size; v++) {
        double change = after[n][v] - before[n][v];
        delta[v] += change;
        square += change * change;
        ratio += after[n][v] / before[n][v];
      }
      meanSquare += square;
    }
    for (int v = 0; v < size; v++) {
      delta[v] /= images;
    }
    return new Effect(delta, meanSquare / images, ratio / images / size);
  }

  /**
   * What an edit does to the probabilities of the words.
   *
   * @param delta p(steered) - p(unsteered), mean over images [V]
   * @param meanSquareSteerability mean over images of the summed squared changes: the article's
   *     wording, which differs from S as soon as there is more than one image
   * @param meanRatio mean over images and words of p(steered) / p(unsteered)
   */
  public record Effect(double[] delta, double meanSquareSteerability, double meanRatio) {

    /** S = sum of squared Delta over the words. */
    public double steerability() {
      double sum = 0;
      for (double d : delta) {
        sum += d * d;
      }
      return sum;
    }

    /** The largest Delta: top-1 aggregate probability gain. */
    public double power() {
      return delta[topWord()];
    }

    /** S / power: how much of the change lies on the one promoted word. */
    public double steerabilityOverPower() {
      return steerability() / power();
    }

    /** Index of the most promoted word; the lower index on a tie. */
    public int topWord() {
      int best = 0;
      for (int v = 1; v < delta.length; v++) {
        if (delta[v] > delta[best]) {
          best = v;
        }
      }
      return best;
    }

    public boolean steerable() {
      return steerability() > STEERABLE;
    }

    /** Delta · |Delta|: the part of S that each word contributes, with its sign [V]. */
    public double[] signedCurve() {
      double[] signed = new double[delta.length];
      for (int v = 0; v < signed.length; v++) {
        signed[v] = delta[v] * Math.abs(delta[v]);
      }
      return signed;
    }

    /**
     * The words whose probability rose most.
     *
     * @param vocabulary the words [V]
     * @param limit at most this many; words that did not rise are left out
     */
    public List<SweepPoint.Promoted> promoted(List<String> vocabulary, int limit) {
      List<SweepPoint.Promoted> best = new ArrayList<>();
      IntStream.range(0, delta.length)
          .filter(v -> delta[v] > 0)
          .boxed()
          .sorted((a, b) -> Double.compare(delta[b], delta[a]))
          .limit(limit)
          .forEach(v -> best.add(new SweepPoint.Promoted(vocabulary.get(v), delta[v])));
      return best;
    }
  }

  /**
   * Number of distinct words that a set of latents promotes most: the paper's coverage of concept
   * space. Only steerable effects count.
   */
  public static int coverage(List<Effect> effectsAtLargestStrength) {
    return (int)
        effectsAtLargestStrength.stream()
            .filter(Effect::steerable)
            .mapToInt(Effect::topWord)
            .distinct()
            .count();
  }

  /**
   * Distance between the direction in which an edit moves images and the direction in which a
   * perfect one would: | Delta·T - sum(T)/|sum(T)| |. Smaller is better disentangled.
   *
   * @param delta over the label set alone (the softmax too runs over it) [L]
   * @param labelEmbeddings unit text embeddings of the labels T [L, d]
   */
  public static double disentanglement(double[] delta, double[][] labelEmbeddings) {
    int d = labelEmbeddings[0].length;
    double[] moved = new double[d];
    double[] target = new double[d];
    for (int l = 0; l < labelEmbeddings.length; l++) {
      for (int i = 0; i < d; i++) {
        moved[i] += delta[l] * labelEmbeddings[l][i];
        target[i] += labelEmbeddings[l][i];
      }
    }
    double norm = Vectors.norm(target);
    double sum = 0;
    for (int i = 0; i < d; i++) {
      double difference = moved[i] - target[i] / norm;
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
