package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.metrics.Steerability;
import dev.facet.model.DualEncoder;
import dev.facet.model.Hooks;
import dev.facet.model.VisionModel;
import dev.facet.model.VisionTower;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The image embedding's place among words. The residual below the hook is computed once for each
 * picture and kept; a latent costs the layers above it, whose last one works for the pooled token
 * alone. Cosines and softmax run in double precision: an unsteered probability of 1e-40 is
 * ordinary.
 */
final class ConceptReadout implements Readout {

  /** Sequences in one pass: more do not make it faster, only larger. */
  private static final int SEQUENCES = 64;

  private final Function<List<List<Intervention>>, Edits> resolve;
  private final ConceptMeter.Vocabulary vocabulary;
  private final VisionTower vision;
  private final DualEncoder encoder;
  private final int index;
  private final List<NDArray> below = new ArrayList<>();
  private final NDArray directions;

  /**
   * Call inside an NdScope that lives as long as this.
   *
   * @param model whose tower is edited, and whose processor makes the pixels
   * @param resolve makes edits of interventions
   * @param site below which nothing is edited
   */
  ConceptReadout(
      VisionModel model,
      Function<List<List<Intervention>>, Edits> resolve,
      ConceptMeter meter,
      ConceptMeter.Vocabulary vocabulary,
      HookPoint site,
      List<RgbImage> images) {
    this.resolve = resolve;
    this.vocabulary = vocabulary;
    this.encoder = meter.encoder();
    this.vision = model.vision();
    this.index = Hooks.residualIndex(site, vision.layers());
    List<NDArray> all = new ArrayList<>();
    for (RgbImage image : images) {
      try (NdScope scope = new NdScope()) {
        List<PixelValues> pixels = List.of(model.pixels(image));
        all.add(scope.pass(vision.run(vision.embed(model.pixelArray(pixels)), 0, index)));
      }
    }
    split(all);
    Steerability measure = vocabulary.measure();
    double[][] words = measure.unitWords();
    double[] flat = new double[words.length * words[0].length];
    for (int v = 0; v < words.length; v++) {
      for (int i = 0; i < words[v].length; i++) {
        flat[i * words.length + v] = measure.logitScale() * words[v][i];
      }
    }
    this.directions = model.manager().create(flat, new Shape(words[0].length, words.length));
  }

  private void split(List<NDArray> all) {
    List<NDArray> part = new ArrayList<>();
    long sequences = 0;
    for (NDArray image : all) {
      long tiles = image.getShape().get(0);
      if (!part.isEmpty() && sequences + tiles > SEQUENCES) {
        below.add(join(part));
        part = new ArrayList<>();
        sequences = 0;
      }
      part.add(image);
      sequences += tiles;
    }
    below.add(join(part));
  }

  private static NDArray join(List<NDArray> part) {
    return part.size() == 1 ? part.getFirst() : NDArrays.concat(new NDList(part), 0);
  }

  @Override
  public int parts() {
    return below.size();
  }

  @Override
  public int rows() {
    return Math.max(1, SEQUENCES / (int) below.getFirst().getShape().get(0));
  }

  @Override
  public NDArray logits(int part, List<List<Intervention>> rows) {
    NDArray x = below.get(part);
    int pictures = (int) x.getShape().get(0);
    Hooks hooks = Hooks.NONE;
    if (!rows.getFirst().isEmpty()) {
      Edits edits = resolve.apply(rows);
      hooks = edits.hooks(Tower.VISION, Placement.vision(vision, pictures));
      x = rows.size() == 1 ? x : x.tile(new long[] {rows.size(), 1, 1});
    }
    NDArray start = hooks.residual(Tower.VISION, index, x);
    boolean above = rows.getFirst().stream().anyMatch(edit -> isAbove(edit.site()));
    NDArray embeddings =
        above && !hooks.isEmpty()
            ? encoder.project(vision.run(start, index, vision.layers(), hooks))
            : encoder.projectFrom(start, index);
    NDArray wide = embeddings.toType(DataType.FLOAT64, false);
    NDArray norm = wide.square().sum(new int[] {1}, true).sqrt();
    return wide.div(norm)
        .matMul(directions)
        .reshape(rows.size(), pictures, vocabulary.words().size());
  }

  /** Whether an edit is made on the way up and not on the residual that is kept. */
  private boolean isAbove(HookPoint edited) {
    return edited.site() == Site.MLP_IN
        || edited.site() == Site.MLP_OUT
        || Hooks.residualIndex(edited, vision.layers()) != index;
  }

  @Override
  public double[][] embeddings() {
    return vocabulary.measure().unitWords();
  }

  @Override
  public List<String> words() {
    return vocabulary.words();
  }

  @Override
  public String name() {
    return vocabulary.name();
  }
}
