package dev.facet.checkpoint;

import dev.facet.checkpoint.Pickled.Global;
import dev.facet.checkpoint.Pickled.Opaque;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python pickles without ever constructing or calling what they name. The library's opcodes
 * for plain values are used; everything that would look up a class or call a function ends in
 * {@link PickleCalls}.
 */
final class PickleReader extends Unpickler {

  private final PickleErrors errors;
  private final PickleCalls calls;

  /**
   * @param file for messages
   * @param nested for {@code torch.storage._load_from_bytes}
   */
  PickleReader(String file, PickleCalls.StorageLoader nested) {
    this.errors = new PickleErrors(file);
    this.calls = new PickleCalls(errors, nested);
  }

  /**
   * Reads one pickle and leaves the stream after it.
   *
   * @throws FacetException when it is damaged or would run code
   */
  @Nullable Object read(SegmentInputStream in) {
    try {
      return load(in);
    } catch (FacetException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw errors.damaged(e);
    }
  }

  /** Classes and functions that were met and not understood. */
  Set<String> unknown() {
    return calls.unknown();
  }

  @Override
  protected Object dispatch(short key) throws PickleException, IOException {
    switch (key) {
      case Opcodes.BINUNICODE, Opcodes.BINBYTES, Opcodes.BINSTRING, Opcodes.LONG4 ->
          checkLength(Integer.BYTES);
      case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> checkLength(Long.BYTES);
      default -> {}
    }
    switch (key) {
      case Opcodes.GLOBAL -> stack.add(calls.global(line(), line()));
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        stack.add(calls.global((String) stack.pop(), (String) name));
      }
      case Opcodes.REDUCE -> {
        Object[] arguments = calls.tuple(stack.pop());
        stack.add(calls.call(stack.pop(), arguments));
      }
      case Opcodes.NEWOBJ -> {
        stack.pop();
        stack.add(calls.make(stack.pop()));
      }
      case Opcodes.NEWOBJ_EX -> {
        stack.pop();
        stack.pop();
        stack.add(calls.make(stack.pop()));
      }
      case Opcodes.OBJ -> {
        List<Object> items = stack.pop_all_since_marker();
        stack.add(calls.make(items.getFirst()));
      }
      case Opcodes.INST -> {
        Global g = calls.global(line(), line());
        stack.pop_all_since_marker();
        stack.add(calls.make(g));
      }
      case Opcodes.BUILD -> build(stack.pop(), stack.peek());
      case Opcodes.EXT1, Opcodes.EXT2, Opcodes.EXT4 ->
          throw errors.code("an extension of Python's copyreg registry");
      case Opcodes.BINPERSID -> stack.add(calls.storage(calls.tuple(stack.pop())));
      case Opcodes.PERSID -> throw errors.bad("a persistent id in text form");
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case Opcodes.DICT -> stack.add(put(new LinkedHashMap<>(), stack.pop_all_since_marker()));
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object item = stack.pop();
        put(stack.peek(), Arrays.asList(item, value));
      }
      case Opcodes.SETITEMS -> {
        List<Object> items = stack.pop_all_since_marker();
        put(stack.peek(), items);
      }
      // Sets of tensors' neighbours are of no interest; as lists they need no hash codes.
      case Opcodes.EMPTY_SET -> stack.add(new ArrayList<>());
      case Opcodes.FROZENSET -> stack.add(new ArrayList<>(stack.pop_all_since_marker()));
      case Opcodes.ADDITEMS -> {
        List<Object> items = stack.pop_all_since_marker();
        if (stack.peek() instanceof ArrayList<?>) {
          append(stack.peek(), items);
        }
      }
      case Opcodes.APPEND -> {
        Object item = stack.pop();
        append(stack.peek(), Arrays.asList(item));
      }
      case Opcodes.APPENDS -> {
        List<Object> items = stack.pop_all_since_marker();
        append(stack.peek(), items);
      }
      case Opcodes.NEXT_BUFFER, Opcodes.READONLY_BUFFER -> throw errors.bad("out-of-band buffers");
      default -> {
        return super.dispatch(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  /** Refuses a length that the file cannot hold, before the library allocates it. */
  private void checkLength(int bytes) {
    SegmentInputStream in = (SegmentInputStream) input;
    long length = in.peekUnsigned(bytes);
    if (length < 0 || length > in.remaining() - bytes || length > Integer.MAX_VALUE - 16) {
      throw errors.bad(
          "a string or number of " + Long.toUnsignedString(length) + " bytes in a shorter file");
    }
  }

  private String line() throws IOException {
    StringBuilder out = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0 || out.length() > 1000) {
        throw errors.bad("a name without an end");
      }
      out.append((char) c);
    }
    return out.toString();
  }

  private void build(@Nullable Object state, @Nullable Object target) {
    if (target instanceof Opaque o) {
      Object fields = state instanceof Object[] two && two.length == 2 ? two[0] : state;
      if (fields instanceof Map<?, ?> map) {
        o.fields().putAll(map);
      }
    }
    // The state of an OrderedDict is torch's _metadata: versions of modules, of no use here.
  }

  private Object put(@Nullable Object target, List<?> items) {
    if (items.size() % 2 != 0) {
      throw errors.bad("a dictionary with a key that has no value");
    }
    Map<Object, @Nullable Object> map = fieldsOf(target);
    for (int i = 0; i < items.size(); i += 2) {
      map.put(Pickled.key(items.get(i)), items.get(i + 1));
    }
    return map;
  }

  @SuppressWarnings("unchecked")
  private Map<Object, @Nullable Object> fieldsOf(@Nullable Object target) {
    if (target instanceof LinkedHashMap<?, ?> map) {
      return (Map<Object, @Nullable Object>) map;
    }
    if (target instanceof Opaque o) {
      return o.fields();
    }
    throw errors.bad("entries of something that is no dictionary");
  }

  @SuppressWarnings("unchecked")
  private void append(@Nullable Object target, List<?> items) {
    if (target instanceof ArrayList<?> list) {
      ((List<Object>) list).addAll(items);
    } else if (!(target instanceof Opaque)) {
      throw errors.bad("items of something that is no list");
    }
  }
}
