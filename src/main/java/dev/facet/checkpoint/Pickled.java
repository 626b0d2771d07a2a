package dev.facet.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a restricted pickle can hold besides strings, numbers, booleans, lists, tuples and maps. */
sealed interface Pickled {

  /**
   * What stands for a key in a map. Others than strings, numbers and booleans (tuples, None) are
   * kept apart by identity: hashing a stranger's nested list may not end.
   */
  static Object key(@Nullable Object key) {
    return key instanceof String || key instanceof Number || key instanceof Boolean
        ? key
        : new Object();
  }

  /**
   * A name that the pickle mentions: a class or function of Python's. Never looked up.
   *
   * @param module Python module
   * @param name within it
   */
  record Global(String module, String name) implements Pickled {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /**
   * A tensor's storage.
   *
   * @param dtype of its elements
   * @param key its name within the archive
   * @param elements that the pickle claims; not yet compared with the data
   * @param bytes the data where they come with the pickle, else null
   */
  record Storage(DType dtype, String key, long elements, @Nullable MemorySegment bytes)
      implements Pickled {}

  /**
   * A view of a storage; nothing is checked yet.
   *
   * @param storage what it views
   * @param offset in elements
   * @param size sizes
   * @param stride steps in elements
   */
  record Tensor(Storage storage, long offset, long[] size, long[] stride) implements Pickled {}

  /** An object of an unknown class: its fields as a plain map; nothing was constructed. */
  final class Opaque implements Pickled {
    private final String className;
    private final boolean called;
    private final Map<Object, @Nullable Object> fields = new LinkedHashMap<>();

    /**
     * @param className module and name
     * @param called true where the pickle wanted a function called, not an object made
     */
    Opaque(String className, boolean called) {
      this.className = className;
      this.called = called;
    }

    String className() {
      return className;
    }

    boolean called() {
      return called;
    }

    Map<Object, @Nullable Object> fields() {
      return fields;
    }
  }
}
