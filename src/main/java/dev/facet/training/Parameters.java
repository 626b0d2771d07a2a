package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.FacetException;
import dev.facet.tensor.TensorList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The trainable numbers of one network as a single vector {@code [N]} with a named view for each
 * tensor: one fused AdamW step over one vector costs a tenth of a loop over a hundred small
 * tensors. The two moments of AdamW lie in vectors of the same layout.
 */
final class Parameters implements AutoCloseable {

  /**
   * One tensor.
   *
   * @param deviation of the normal distribution that it starts from; 0 starts at {@code constant}
   * @param constant start value where {@code deviation} is 0
   */
  record Entry(String name, long[] shape, double deviation, double constant) {
    static Entry normal(String name, double deviation, long... shape) {
      return new Entry(name, shape, deviation, 0);
    }

    static Entry constant(String name, double value, long... shape) {
      return new Entry(name, shape, 0, value);
    }

    long size() {
      return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
  }

  private final List<Entry> entries;
  private final NDArray weights;
  private final NDArray moment1;
  private final NDArray moment2;
  private final NDArray decay;
  private final List<NDArray> views;
  private final TensorList list;

  /**
   * @param decay AdamW's decoupled weight decay for matrices; vectors and scalars have none
   */
  Parameters(NDManager manager, List<Entry> entries, double decay, long seed) {
    this.entries = List.copyOf(entries);
    int total = Math.toIntExact(entries.stream().mapToLong(Entry::size).sum());
    float[] start = new float[total];
    float[] decays = new float[total];
    SplittableRandom random = new SplittableRandom(seed);
    int at = 0;
    for (Entry entry : entries) {
      int end = at + (int) entry.size();
      for (int i = at; i < end; i++) {
        start[i] =
            (float)
                (entry.deviation > 0 ? random.nextGaussian() * entry.deviation : entry.constant);
        decays[i] = entry.shape.length > 1 ? (float) decay : 0;
      }
      at = end;
    }
    weights = manager.create(start);
    moment1 = manager.zeros(new Shape(total));
    moment2 = manager.zeros(new Shape(total));
    this.decay = manager.create(decays);
    views = split(weights);
    list = new TensorList(views);
  }

  private List<NDArray> split(NDArray flat) {
    List<NDArray> parts = new ArrayList<>();
    long at = 0;
    for (Entry entry : entries) {
      NDArray part =
          flat.get(new NDIndex("{}:{}", at, at + entry.size())).reshape(new Shape(entry.shape));
      part.setName("w[]");
      parts.add(part);
      at += entry.size();
    }
    return parts;
  }

  /** Windows on one of the vectors, in the order of the entries; writing to them writes to it. */
  TensorList windows(NDArray flat) {
    return new TensorList(split(flat));
  }

  /** All weights, {@code [N]}; the arrays of {@link #views} are windows on it. */
  NDArray weights() {
    return weights;
  }

  NDArray moment1() {
    return moment1;
  }

  NDArray moment2() {
    return moment2;
  }

  /** Weight decay of each number, {@code [N]}. */
  NDArray decay() {
    return decay;
  }

  /** One array a tensor, in the order of the entries, each named {@code w[]}. */
  List<NDArray> views() {
    return views;
  }

  /** The same as one argument of a script function. */
  TensorList list() {
    return list;
  }

  List<Entry> entries() {
    return entries;
  }

  NDArray get(String name) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).name.equals(name)) {
        return views.get(i);
      }
    }
    throw new IllegalArgumentException("no parameter " + name);
  }

  /** Copies of all tensors by name. */
  Map<String, FloatTensor> tensors() {
    Map<String, FloatTensor> all = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      all.put(entry.name, new FloatTensor(entry.shape, views.get(i).toFloatArray()));
    }
    return all;
  }

  /** Overwrites weights and moments, each {@code [N]}. */
  void restore(float[] newWeights, float[] newMoment1, float[] newMoment2) {
    overwrite(weights, newWeights);
    overwrite(moment1, newMoment1);
    overwrite(moment2, newMoment2);
  }

  /** In place: {@code NDArray.set(Buffer)} would give the array new memory and orphan its views. */
  private static void overwrite(NDArray array, float[] values) {
    if (values.length != array.size()) {
      throw FacetException.mismatch(
          "The checkpoint has " + values.length + " weights, this network has " + array.size());
    }
    try (NDArray source = array.getManager().create(values)) {
      array.set(new NDIndex(":"), source);
    }
  }

  @Override
  public void close() {
    list.close();
    weights.close();
    moment1.close();
    moment2.close();
    decay.close();
  }
}
