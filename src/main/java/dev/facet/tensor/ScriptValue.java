package dev.facet.tensor;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * Something that script functions make and take and Java cannot look into, such as a list of packed
 * matrices. Whoever holds it closes it.
 */
public final class ScriptValue implements AutoCloseable {

  private final IValue value;

  ScriptValue(IValue value) {
    this.value = value;
  }

  /** Closes the value together with a manager. */
  public ScriptValue ownedBy(NDManager manager) {
    Torch.attach(manager, this);
    return this;
  }

  IValue value() {
    return value;
  }

  @Override
  public void close() {
    value.close();
  }
}
