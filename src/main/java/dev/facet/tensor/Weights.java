package dev.facet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the tensors of a checkpoint onto the device as fp32, each copied once, after checking its
 * shape against what the configuration promises. The arrays live with the manager.
 */
public final class Weights {

  private final Checkpoint checkpoint;
  private final NDManager manager;
  private final Arithmetic arithmetic;
  private final String prefix;
  private final WeightMemory memory;

  public Weights(Checkpoint checkpoint, NDManager manager) {
    this(checkpoint, manager, Arithmetic.FP32);
  }

  /**
   * @param arithmetic that the networks made of these weights are to compute in; what is read here
   *     is fp32 all the same
   */
  public Weights(Checkpoint checkpoint, NDManager manager, Arithmetic arithmetic) {
    this(
        checkpoint,
        manager,
        arithmetic,
        "",
        new WeightMemory(manager, arithmetic == Arithmetic.FP32));
  }

  private Weights(
      Checkpoint checkpoint,
      NDManager manager,
      Arithmetic arithmetic,
      String prefix,
      WeightMemory memory) {
    this.checkpoint = checkpoint;
    this.manager = manager;
    this.arithmetic = arithmetic;
    this.prefix = prefix;
    this.memory = memory;
  }

  /** The same tensors seen from below a name: {@code at("a.").get("b")} is tensor {@code a.b}. */
  public Weights at(String below) {
    return new Weights(checkpoint, manager, arithmetic, prefix + below, memory);
  }

  /**
   * The tensors below the first of several prefixes where a given tensor exists: libraries have
   * renamed their keys over the years.
   *
   * @param part what is looked for, in words for the error message
   * @param probe a tensor that must be there
   * @param prefixes in order of preference
   * @throws FacetException when there is no such tensor under any of them
   */
  public Weights find(String part, String probe, List<String> prefixes) {
    List<String> whole = prefixes.stream().map(candidate -> prefix + candidate).toList();
    String found = checkpoint.prefixOf(part, probe, whole);
    return at(found.substring(prefix.length()));
  }

  public NDManager manager() {
    return manager;
  }

  /** What the networks made of these weights are to compute in. */
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  public boolean has(String name) {
    return checkpoint.has(prefix + name);
  }

  /** The sizes of a tensor, as the file has them. */
  public long[] shape(String name) {
    return checkpoint.info(prefix + name).shape();
  }

  /** One tensor of exactly this shape. */
  public NDArray get(String name, long... shape) {
    return rows(shape, name);
  }

  /** One tensor, or an array without elements where the file has none. */
  public NDArray optional(String name, long... shape) {
    return has(name) ? get(name, shape) : none();
  }

  /** An array without elements: what script functions take as "no weight". */
  public NDArray none() {
    return manager.create(new Shape(0));
  }

  /**
   * Several tensors, one below the other; with a single name, that tensor.
   *
   * @param shape of the result; the parts share its sizes from the second on
   */
  public NDArray rows(long[] shape, String... names) {
    long rows = 0;
    long[] found = {};
    for (String name : names) {
      if (!has(name)) {
        throw FacetException.badInput(
            checkpoint.path()
                + " lacks tensor '"
                + prefix
                + name
                + "', expected with shape "
                + Arrays.toString(shape)
                + (names.length > 1 ? " together with its neighbours" : ""));
      }
      found = shape(name);
      boolean fits =
          found.length == shape.length
              && Arrays.equals(
                  found,
                  Math.min(1, found.length),
                  found.length,
                  shape,
                  Math.min(1, shape.length),
                  shape.length);
      if (!fits) {
        throw wrongShape(name, shape, found);
      }
      rows += found.length == 0 ? 0 : found[0];
    }
    if (shape.length > 0 && rows != shape[0]) {
      throw wrongShape(names[names.length - 1], shape, found);
    }
    NDArray array = empty(new Shape(shape));
    // The tensor's own memory: nothing is copied twice, and closing the array frees it at once.
    FloatBuffer floats = array.toByteBuffer(true).asFloatBuffer();
    for (String name : names) {
      checkpoint.read(prefix + name, floats);
    }
    return array;
  }

  private FacetException wrongShape(String name, long[] expected, long[] found) {
    return FacetException.badInput(
        checkpoint.path()
            + ": tensor '"
            + prefix
            + name
            + "' does not fit config.json: expected "
            + Arrays.toString(expected)
            + " in all, found "
            + Arrays.toString(found));
  }

  private NDArray empty(Shape shape) {
    if (shape.size() > Integer.MAX_VALUE / Float.BYTES) {
      throw FacetException.badInput(
          checkpoint.path()
              + " has a tensor of "
              + shape.size()
              + " numbers; 536 million is the most");
    }
    return memory.take(shape);
  }
}
