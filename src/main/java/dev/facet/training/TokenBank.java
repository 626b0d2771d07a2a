package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.demo.Attribute;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.DemoScene;
import dev.facet.demo.PatchLabels;
import dev.facet.demo.SceneAttributes;
import dev.facet.tensor.ScriptOps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The frozen tower's tokens of many demo images at the hook layer, kept in half precision, with
 * what each patch shows; and for each attribute some tokens that have it, from which directions are
 * made.
 */
final class TokenBank implements AutoCloseable {

  /**
   * Where an image's tokens come from.
   *
   * @param labels of its patches
   * @param only the one concept whose patches were left visible, or -1 for a whole image
   */
  record Source(DemoScene scene, short[] labels, int only) {}

  /** Tokens of one attribute as rows of {@code D} numbers. */
  record Examples(float[][] rows, float[] mean) {}

  private static final int CHUNK = 256;
  private static final int MOST_EXAMPLES = 400;
  private static final double LEFT_VISIBLE = 0.85;

  private final TowerShape shape;
  private final List<Source> sources;
  private final NDArray tokens;
  private final Map<Attribute, Examples> examples;
  private final float[] mean;
  private final double norm;

  private TokenBank(
      TowerShape shape,
      List<Source> sources,
      NDArray tokens,
      Map<Attribute, Examples> examples,
      float[] mean,
      double norm) {
    this.shape = shape;
    this.sources = sources;
    this.tokens = tokens;
    this.examples = examples;
    this.mean = mean;
    this.norm = norm;
  }

  /**
   * Paints images and runs the tower up to the hook layer.
   *
   * @param tower the tower's parameters
   * @param firstSeed of the images
   * @param whole images as they are
   * @param masked images of which only one concept's patches are visible
   */
  static TokenBank make(
      NDManager manager,
      ScriptOps ops,
      TowerShape shape,
      Parameters tower,
      DemoPainter painter,
      long firstSeed,
      int whole,
      int masked,
      Progress progress,
      Cancellation cancellation) {
    int total = whole + masked;
    int width = shape.width();
    int perImage = shape.patches() + 1;
    SceneAttributes attributes = new SceneAttributes(painter.concepts());
    Map<Attribute, Gathering> gathered = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(firstSeed);
    List<Source> sources = new ArrayList<>();
    NDList chunks = new NDList();
    double[] sum = new double[width];
    double norms = 0;
    long count = 0;
    for (int at = 0; at < total; at += CHUNK) {
      cancellation.check();
      int begin = at;
      int size = Math.min(CHUNK, total - at);
      ImagePool.Sample[] samples = new ImagePool.Sample[size];
      IntStream.range(0, size)
          .parallel()
          .forEach(
              i ->
                  samples[i] =
                      ImagePool.sample(
                          painter, firstSeed + begin + i, shape.image(), shape.grid()));
      ByteBuffer pixels = ByteBuffer.allocateDirect(size * shape.image() * shape.image() * 3);
      for (int i = 0; i < size; i++) {
        ImagePool.Sample sample = samples[i];
        int only = -1;
        byte[] rgb = sample.rgb();
        if (begin + i >= whole && !sample.scene().objects().isEmpty()) {
          List<Integer> shown = sample.scene().concepts();
          only = shown.get(random.nextInt(shown.size()));
          rgb = mask(sample, only, shape, random);
        }
        pixels.put(rgb);
        sources.add(new Source(sample.scene(), sample.labels(), only));
      }
      float[] values;
      try (NDArray in =
              manager.create(
                  pixels.flip(), new Shape(size, shape.image(), shape.image(), 3), DataType.UINT8);
          NDArray out =
              ops.call(
                  manager,
                  "vision",
                  in,
                  shape.patch(),
                  tower.list(),
                  shape.heads(),
                  shape.tap() + 1)) {
        values = out.toFloatArray();
        chunks.add(
            out.reshape(new Shape((long) size * perImage, width)).toType(DataType.FLOAT16, false));
      }
      for (int i = 0; i < size; i++) {
        Source source = sources.get(begin + i);
        if (source.only >= 0) {
          continue;
        }
        for (int p = 0; p < shape.patches(); p++) {
          int row = (i * perImage + 1 + p) * width;
          double square = 0;
          for (int d = 0; d < width; d++) {
            sum[d] += values[row + d];
            square += values[row + d] * values[row + d];
          }
          norms += Math.sqrt(square);
          count++;
          if (source.labels[p] != PatchLabels.IGNORE) {
            for (Attribute attribute : attributes.ofPatch(source.scene, source.labels[p])) {
              gathered
                  .computeIfAbsent(attribute, key -> new Gathering())
                  .offer(values, row, width, random);
            }
          }
        }
      }
      progress.report("running the vision tower", begin + size, total);
    }
    NDArray tokens = chunks.size() == 1 ? chunks.getFirst() : NDArrays.concat(chunks, 0);
    if (chunks.size() > 1) {
      chunks.forEach(NDArray::close);
    }
    Map<Attribute, Examples> examples = new LinkedHashMap<>();
    gathered.forEach((attribute, g) -> examples.put(attribute, g.examples(width)));
    float[] mean = new float[width];
    for (int d = 0; d < width; d++) {
      mean[d] = (float) (sum[d] / count);
    }
    return new TokenBank(shape, sources, tokens, examples, mean, norms / count);
  }

  /** A few tokens of one attribute, drawn evenly from all that are offered. */
  private static final class Gathering {
    final List<float[]> rows = new ArrayList<>();
    double[] sum = new double[0];
    int seen;

    void offer(float[] values, int at, int width, SplittableRandom random) {
      if (sum.length == 0) {
        sum = new double[width];
      }
      for (int d = 0; d < width; d++) {
        sum[d] += values[at + d];
      }
      seen++;
      if (rows.size() < MOST_EXAMPLES) {
        rows.add(Arrays.copyOfRange(values, at, at + width));
      } else {
        int place = random.nextInt(seen);
        if (place < MOST_EXAMPLES) {
          rows.set(place, Arrays.copyOfRange(values, at, at + width));
        }
      }
    }

    Examples examples(int width) {
      float[] mean = new float[width];
      for (int d = 0; d < width; d++) {
        mean[d] = (float) (sum[d] / seen);
      }
      return new Examples(rows.toArray(float[][]::new), mean);
    }
  }

  /** Blackens the patches that do not show a concept, some of its own and few of the others'. */
  private static byte[] mask(
      ImagePool.Sample sample, int concept, TowerShape shape, SplittableRandom random) {
    byte[] rgb = sample.rgb().clone();
    int size = shape.image();
    int patch = shape.patch();
    double others = random.nextInt(4) < 2 ? 0 : random.nextBoolean() ? 0.05 : 0.1;
    for (int p = 0; p < shape.patches(); p++) {
      boolean own = sample.labels()[p] == concept;
      if (own ? random.nextDouble() < LEFT_VISIBLE : random.nextDouble() < others) {
        continue;
      }
      int top = p / shape.grid() * patch;
      int left = p % shape.grid() * patch;
      for (int y = top; y < top + patch; y++) {
        int from = (y * size + left) * 3;
        Arrays.fill(rgb, from, from + patch * 3, (byte) 0);
      }
    }
    return rgb;
  }

  TowerShape shape() {
    return shape;
  }

  /** One an image, whole ones first. */
  List<Source> sources() {
    return sources;
  }

  /** Half precision {@code [images * (1 + patches), D]}: CLS and patches of each image in turn. */
  NDArray tokens() {
    return tokens;
  }

  /** Row of {@link #tokens} of an image's CLS token; its patches follow. */
  int row(int image) {
    return image * (shape.patches() + 1);
  }

  /** Tokens by attribute. */
  Map<Attribute, Examples> examples() {
    return examples;
  }

  /** Mean of all patch tokens {@code [D]}. */
  float[] mean() {
    return mean;
  }

  /** Mean norm of patch tokens: the unit R of strengths. */
  double norm() {
    return norm;
  }

  @Override
  public void close() {
    tokens.close();
  }
}
