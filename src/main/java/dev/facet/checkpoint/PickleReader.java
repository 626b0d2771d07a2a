package dev.facet.checkpoint;

import dev.facet.checkpoint.Pickled.Global;
import dev.facet.checkpoint.Pickled.Opaque;
import dev.facet.checkpoint.Pickled.Storage;
import dev.facet.checkpoint.Pickled.Tensor;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
 * {@link #call}, which knows the handful of names that tensors need and turns all others into
 * {@link Opaque} maps. A pickle that names Python's own dangerous functions is refused.
 */
final class PickleReader extends Unpickler {

  /** Modules of which no pickle of weights has a use for anything that is not listed in SAFE. */
  private static final Set<String> DANGEROUS =
      Set.of(
          "__builtin__",
          "builtins",
          "os",
          "posix",
          "nt",
          "posixpath",
          "ntpath",
          "sys",
          "subprocess",
          "commands",
          "shutil",
          "socket",
          "runpy",
          "importlib",
          "imp",
          "pty",
          "ctypes",
          "code",
          "codeop",
          "pickle",
          "cPickle",
          "_pickle",
          "marshal",
          "types",
          "dill",
          "cloudpickle",
          "webbrowser",
          "platform",
          "operator",
          "_operator",
          "functools",
          "asyncio",
          "multiprocessing",
          "threading",
          "_thread",
          "signal",
          "tempfile",
          "io",
          "_io",
          "urllib",
          "http",
          "requests",
          "pip",
          "setuptools",
          "bdb",
          "pdb",
          "cProfile",
          "profile",
          "timeit",
          "trace",
          "inspect",
          "pkgutil",
          "zipimport",
          "site",
          "atexit",
          "gc",
          "shelve",
          "smtplib",
          "ftplib",
          "telnetlib",
          "xmlrpc",
          "ssl",
          "sqlite3",
          "logging",
          "unittest",
          "doctest",
          "distutils",
          "venv",
          "ensurepip",
          "concurrent",
          "faulthandler",
          "linecache");

  /** Harmless names of those modules. */
  private static final Set<String> SAFE =
      Set.of(
          "set",
          "frozenset",
          "list",
          "dict",
          "tuple",
          "object",
          "int",
          "float",
          "str",
          "bool",
          "complex",
          "bytes",
          "bytearray",
          "slice",
          "range",
          "NoneType",
          "SimpleNamespace");

  private static final int MAX_PROTOCOL_LENGTH = 8;

  private final String file;
  private final StorageLoader nested;
  private final Set<String> unknown = new LinkedHashSet<>();

  /** Reads a storage that lies within the pickle as a complete torch file. */
  @FunctionalInterface
  interface StorageLoader {
    @Nullable Object load(byte[] file);
  }

  /**
   * @param file for messages
   * @param nested for {@code torch.storage._load_from_bytes}
   */
  PickleReader(String file, StorageLoader nested) {
    this.file = file;
    this.nested = nested;
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
      // The library answers damage with whatever exception comes first.
      throw FacetException.badInput(
          file
              + " has a damaged pickle: "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
          e);
    }
  }

  /** Classes and functions that were met and not understood. */
  Set<String> unknown() {
    return unknown;
  }

  @Override
  protected Object dispatch(short key) throws PickleException, IOException {
    switch (key) {
      case Opcodes.BINUNICODE, Opcodes.BINBYTES, Opcodes.BINSTRING, Opcodes.LONG4 -> checkLength(4);
      case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 ->
          checkLength(MAX_PROTOCOL_LENGTH);
      default -> {}
    }
    switch (key) {
      case Opcodes.GLOBAL -> stack.add(global(line(), line()));
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        stack.add(global((String) stack.pop(), (String) name));
      }
      case Opcodes.REDUCE -> {
        Object[] arguments = tuple(stack.pop());
        stack.add(call(stack.pop(), arguments));
      }
      case Opcodes.NEWOBJ -> {
        stack.pop();
        stack.add(make(stack.pop()));
      }
      case Opcodes.NEWOBJ_EX -> {
        stack.pop();
        stack.pop();
        stack.add(make(stack.pop()));
      }
      case Opcodes.OBJ -> {
        List<Object> items = stack.pop_all_since_marker();
        stack.add(make(items.getFirst()));
      }
      case Opcodes.INST -> {
        Global g = global(line(), line());
        stack.pop_all_since_marker();
        stack.add(make(g));
      }
      case Opcodes.BUILD -> build(stack.pop(), stack.peek());
      case Opcodes.EXT1, Opcodes.EXT2, Opcodes.EXT4 ->
          throw code("an extension of Python's copyreg registry");
      case Opcodes.BINPERSID -> stack.add(storage(tuple(stack.pop())));
      case Opcodes.PERSID -> throw bad("a persistent id in text form");
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
      case Opcodes.NEXT_BUFFER, Opcodes.READONLY_BUFFER -> throw bad("out-of-band buffers");
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
      throw bad(
          "a string or number of " + Long.toUnsignedString(length) + " bytes in a shorter file");
    }
  }

  private String line() throws IOException {
    StringBuilder out = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0 || out.length() > 1000) {
        throw bad("a name without an end");
      }
      out.append((char) c);
    }
    return out.toString();
  }

  private Global global(String module, String name) {
    int dot = module.indexOf('.');
    String top = dot < 0 ? module : module.substring(0, dot);
    if (DANGEROUS.contains(top) && !SAFE.contains(name)) {
      throw code(module + "." + name);
    }
    return new Global(module, name);
  }

  /** What a call amounts to, without making it. */
  private @Nullable Object call(@Nullable Object callable, Object[] a) {
    if (!(callable instanceof Global g)) {
      if (callable instanceof Opaque o) {
        return opaque(o.className(), true);
      }
      throw bad("a call of something that has no name");
    }
    return switch (g.toString()) {
      case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" ->
          new Tensor(storageOf(a[0]), integer(a[1]), integers(a[2]), integers(a[3]));
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" -> a[0];
      case "torch._tensor._rebuild_from_type_v2" -> call(a[0], tuple(a[2]));
      case "torch.storage._load_from_bytes" -> {
        if (!(a[0] instanceof byte[] bytes)) {
          throw bad("a nested storage that is not bytes");
        }
        yield nested.load(bytes);
      }
      case "collections.OrderedDict", "builtins.dict", "__builtin__.dict" -> {
        Map<Object, @Nullable Object> out = new LinkedHashMap<>();
        if (a.length > 0 && a[0] instanceof List<?> pairs) {
          for (Object pair : pairs) {
            put(out, Arrays.asList(tuple(pair)));
          }
        }
        yield out;
      }
      case "collections.defaultdict" -> new LinkedHashMap<>();
      case "builtins.set",
          "__builtin__.set",
          "builtins.frozenset",
          "__builtin__.frozenset",
          "builtins.list",
          "__builtin__.list",
          "builtins.tuple",
          "torch.Size" ->
          a.length == 0 ? new ArrayList<>() : a[0];
      case "torch.device", "torch.serialization._get_layout" ->
          a.length > 0 && a[0] instanceof String s ? s : "";
      case "pathlib.PosixPath",
          "pathlib.WindowsPath",
          "pathlib.PurePosixPath",
          "pathlib._local.PosixPath" ->
          String.join("/", Arrays.stream(a).map(String::valueOf).toList());
      case "_codecs.encode" -> latin1(a);
      case "copy_reg._reconstructor", "copyreg._reconstructor", "copyreg.__newobj__" -> make(a[0]);
      default -> {
        // torch.load and its like: a function of torch's own that is not one of the above.
        if (g.module().split("\\.")[0].equals("torch")
            && Character.isLowerCase(g.name().charAt(0))) {
          throw code(g.toString());
        }
        yield opaque(g.toString(), !Character.isUpperCase(g.name().charAt(0)));
      }
    };
  }

  private static Object latin1(Object[] a) {
    return a.length > 0 && a[0] instanceof String s
        ? s.getBytes(StandardCharsets.ISO_8859_1)
        : new byte[0];
  }

  private Object make(@Nullable Object cls) {
    if (!(cls instanceof Global g)) {
      throw bad("an object of something that is no class");
    }
    return g.toString().equals("collections.OrderedDict")
        ? new LinkedHashMap<>()
        : opaque(g.toString(), false);
  }

  private Opaque opaque(String name, boolean called) {
    unknown.add(name);
    return new Opaque(name, called);
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
      throw bad("a dictionary with a key that has no value");
    }
    Map<Object, @Nullable Object> map = fieldsOf(target);
    for (int i = 0; i < items.size(); i += 2) {
      Object k = items.get(i);
      boolean plain = k instanceof String || k instanceof Number || k instanceof Boolean;
      // Other keys (tuples, None) are kept apart by identity: hashing a stranger's nested list may
      // not end.
      map.put(plain ? k : new Object(), items.get(i + 1));
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
    throw bad("entries of something that is no dictionary");
  }

  @SuppressWarnings("unchecked")
  private void append(@Nullable Object target, List<?> items) {
    if (target instanceof ArrayList<?> list) {
      ((List<Object>) list).addAll(items);
    } else if (!(target instanceof Opaque)) {
      throw bad("items of something that is no list");
    }
  }

  private Storage storage(Object[] id) {
    if (id.length < 5 || !"storage".equals(id[0]) || !(id[1] instanceof Global type)) {
      throw bad("a persistent id that names no storage");
    }
    String name = type.name();
    if (!type.module().startsWith("torch") || !name.endsWith("Storage")) {
      throw code(type.toString());
    }
    return new Storage(
        dtype(name.substring(0, name.length() - "Storage".length())),
        String.valueOf(id[2]),
        integer(id[4]),
        null);
  }

  private DType dtype(String storage) {
    return switch (storage) {
      case "Float" -> DType.F32;
      case "Half" -> DType.F16;
      case "BFloat16" -> DType.BF16;
      case "Double" -> DType.F64;
      case "Long" -> DType.I64;
      case "Int" -> DType.I32;
      case "Short" -> DType.I16;
      case "Char" -> DType.I8;
      case "Byte" -> DType.U8;
      case "Bool" -> DType.BOOL;
      default ->
          throw FacetException.badInput(
              file
                  + " has a tensor of dtype "
                  + storage
                  + ", which Facet does not read; convert it to BFloat16");
    };
  }

  private Storage storageOf(@Nullable Object o) {
    if (o instanceof Storage s) {
      return s;
    }
    throw bad("a tensor without a storage");
  }

  private Object[] tuple(@Nullable Object o) {
    if (o instanceof Object[] t) {
      return t;
    }
    throw bad("arguments that are no tuple");
  }

  private long[] integers(@Nullable Object o) {
    Object[] items = o instanceof List<?> list ? list.toArray() : tuple(o);
    return Arrays.stream(items).mapToLong(this::integer).toArray();
  }

  private long integer(@Nullable Object o) {
    return switch (o) {
      case Integer i -> i;
      case Long l -> l;
      case Short s -> s;
      case Byte b -> b;
      case BigInteger b when b.bitLength() < Long.SIZE -> b.longValue();
      case null, default -> throw bad("a size that is no whole number, or too large");
    };
  }

  private FacetException code(String what) {
    return FacetException.badInput(
        file
            + " would have to run code to be read: its pickle names "
            + what
            + "; such files are never opened");
  }

  private FacetException bad(String what) {
    return FacetException.badInput(file + " has a damaged pickle: it holds " + what);
  }
}
