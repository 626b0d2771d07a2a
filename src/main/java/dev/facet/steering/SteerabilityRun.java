package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.Cancellation;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.UnitSteerability;
import dev.facet.metrics.Steerability;
import dev.facet.metrics.Steerability.Effect;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Many latents over the same pictures. The unsteered side is computed once; latents go through in
 * micro-batches. {@code metrics.Steerability} is the reference; here its sums run in the engine, in
 * double precision.
 */
final class SteerabilityRun {

  private static final int PROMOTED = 5;

  private final SteerabilitySpec spec;
  private final Readout readout;
  private final List<NDArray> logits = new ArrayList<>();
  private final List<NDArray> probabilities = new ArrayList<>();
  private final int pictures;
  private final double @Nullable [][] labels;

  /** Call inside an NdScope that lives as long as this. */
  private SteerabilityRun(SteerabilitySpec spec, Readout readout) {
    this.spec = spec;
    this.readout = readout;
    int count = 0;
    for (int part = 0; part < readout.parts(); part++) {
      try (NdScope scope = new NdScope()) {
        NDArray before = scope.pass(readout.logits(part, List.of(List.of())));
        logits.add(before);
        probabilities.add(scope.pass(before.softmax(2)));
        count += (int) before.getShape().get(1);
      }
    }
    this.pictures = count;
    this.labels = spec.labels() ? readout.embeddings() : null;
  }

  /**
   * Figures of all units of a spec, in its order.
   *
   * @param known units that are not measured again
   * @param each told every micro-batch
   */
  static List<UnitSteerability> all(
      SteerabilitySpec spec,
      Readout readout,
      Map<Integer, UnitSteerability> known,
      Consumer<List<UnitSteerability>> each,
      Progress progress,
      Cancellation cancellation) {
    Map<Integer, UnitSteerability> done = new TreeMap<>(known);
    List<Integer> left = spec.units().stream().filter(u -> !known.containsKey(u)).toList();
    if (!left.isEmpty()) {
      new SteerabilityRun(spec, readout)
          .run(
              left,
              batch -> {
                batch.forEach(u -> done.put(u.unit(), u));
                each.accept(batch);
              },
              progress,
              cancellation);
    }
    return spec.units().stream().map(done::get).toList();
  }

  /**
   * Measures units.
   *
   * @param units those that are still to do
   * @param each told every micro-batch
   */
  private void run(
      List<Integer> units,
      Consumer<List<UnitSteerability>> each,
      Progress progress,
      Cancellation cancellation) {
    int batch = Math.max(1, readout.rows() / spec.strengths().size());
    int before = spec.units().size() - units.size();
    for (int at = 0; at < units.size(); at += batch) {
      cancellation.check();
      progress.report("Measuring steerability", before + at, spec.units().size());
      each.accept(measure(units.subList(at, Math.min(units.size(), at + batch))));
    }
    progress.report("Measuring steerability", spec.units().size(), spec.units().size());
  }

  private List<UnitSteerability> measure(List<Integer> units) {
    List<List<Intervention>> rows = new ArrayList<>();
    for (int unit : units) {
      spec.strengths().forEach(s -> rows.add(List.of(spec.edit(unit, s))));
    }
    List<UnitSteerability.Point> points = points(rows);
    List<UnitSteerability> done = new ArrayList<>();
    int each = spec.strengths().size();
    for (int i = 0; i < units.size(); i++) {
      done.add(new UnitSteerability(units.get(i), points.subList(i * each, (i + 1) * each)));
    }
    return done;
  }

  private List<UnitSteerability.Point> points(List<List<Intervention>> rows) {
    int words = readout.words().size();
    double[] delta = new double[rows.size() * words];
    double[] logitDelta = new double[delta.length];
    double[] squares = new double[rows.size()];
    double[] ratios = new double[rows.size()];
    for (int part = 0; part < readout.parts(); part++) {
      try (NdScope scope = new NdScope()) {
        NDArray after = readout.logits(part, rows);
        NDArray before = probabilities.get(part);
        NDArray p = after.softmax(2);
        NDArray change = p.sub(before);
        add(delta, change.sum(new int[] {1}));
        add(logitDelta, after.sub(logits.get(part)).sum(new int[] {1}));
        add(squares, change.square().sum(new int[] {1, 2}));
        add(ratios, p.div(before).sum(new int[] {1, 2}));
      }
    }
    List<UnitSteerability.Point> points = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      double[] row = mean(delta, r, words);
      Effect effect = new Effect(row, squares[r] / pictures, ratios[r] / pictures / words);
      points.add(
          new UnitSteerability.Point(
              rows.get(r).getFirst().strength(),
              effect.steerability(),
              effect.meanSquareSteerability(),
              effect.power(),
              Arrays.stream(mean(logitDelta, r, words)).max().orElse(0),
              effect.meanRatio(),
              effect.promoted(readout.words(), PROMOTED),
              labels == null ? null : Steerability.disentanglement(row, labels)));
    }
    return points;
  }

  private double[] mean(double[] sums, int row, int words) {
    double[] mean = Arrays.copyOfRange(sums, row * words, (row + 1) * words);
    for (int v = 0; v < words; v++) {
      mean[v] /= pictures;
    }
    return mean;
  }

  private static void add(double[] sums, NDArray more) {
    double[] values = more.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
    }
  }
}
