package dev.facet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * Arrays that a script function takes as one {@code List[Tensor]}: weights, or a cache that the
 * function writes into. Wrapped once, passed many times at no cost. Closing it closes the arrays.
 */
public final class TensorList implements AutoCloseable {

  private final List<NDArray> arrays;
  private final IValue value;

  public TensorList(List<? extends NDArray> arrays) {
    this.arrays = List.copyOf(arrays);
    this.value = IValue.listFrom(this.arrays.toArray(PtNDArray[]::new));
  }

  /** Closes the list together with the manager that its arrays belong to. */
  public TensorList ownedBy(NDManager manager) {
    Torch.attach(manager, this);
    return this;
  }

  public NDArray get(int index) {
    return arrays.get(index);
  }

  public int size() {
    return arrays.size();
  }

  /** Size of the arrays in bytes. */
  public long bytes() {
    return arrays.stream().mapToLong(a -> a.size() * a.getDataType().getNumOfBytes()).sum();
  }

  IValue value() {
    return value;
  }

  @Override
  public void close() {
    value.close();
    arrays.forEach(NDArray::close);
  }
}
