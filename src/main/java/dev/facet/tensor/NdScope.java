package dev.facet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees every array that the current thread makes between construction and {@link #close}, whatever
 * manager it belongs to: results of long-lived operands would otherwise live as long as those.
 * Scopes nest; use with try-with-resources.
 */
public final class NdScope implements AutoCloseable {

  private final NDScope scope = new NDScope();
  private final List<NDArray> passed = new ArrayList<>();

  /** Hands an array to the enclosing scope, or to its own manager where there is none. */
  public <A extends NDArray> A pass(A array) {
    NDScope.unregister(array);
    passed.add(array);
    return array;
  }

  /** Takes an array out of all scopes: whoever calls this closes it. */
  public <A extends NDArray> A release(A array) {
    NDScope.unregister(array);
    return array;
  }

  @Override
  public void close() {
    scope.close();
    passed.forEach(NDScope::register);
  }
}
