package dev.facet.checkpoint;

import dev.facet.checkpoint.Pickled.Global;
import dev.facet.checkpoint.Pickled.Opaque;
import dev.facet.checkpoint.Pickled.Storage;
import dev.facet.checkpoint.Pickled.Tensor;
import dev.facet.core.FacetException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the classes and functions that a pickle names amount to, none of them ever looked up: the
 * handful that tensors need is known, all others become {@link Opaque} maps, and what could run
 * code is refused.
 */
final class PickleCalls {

  private final PickleErrors errors;
  private final StorageLoader nested;
  private final Set<String> unknown = new LinkedHashSet<>();

  /** Reads a storage that lies within the pickle as a complete torch file. */
  @FunctionalInterface
  interface StorageLoader {
    @Nullable Object load(byte[] file);
  }

  /**
   * @param nested for {@code torch.storage._load_from_bytes}
   */
  PickleCalls(PickleErrors errors, StorageLoader nested) {
    this.errors = errors;
    this.nested = nested;
  }

  /** Classes and functions that were met and not understood. */
  Set<String> unknown() {
    return unknown;
  }

  /**
   * A name, not looked up.
   *
   * @throws FacetException when looking it up could run code
   */
  Global global(String module, String name) {
    if (PickleNames.dangerous(module, name)) {
      throw errors.code(module + "." + name);
    }
    return new Global(module, name);
  }

  /** What a call amounts to, without making it. */
  @Nullable Object call(@Nullable Object callable, Object[] a) {
    if (!(callable instanceof Global g)) {
      if (callable instanceof Opaque o) {
        return opaque(o.className(), true);
      }
      throw errors.bad("a call of something that has no name");
    }
    return switch (g.toString()) {
      case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" ->
          new Tensor(storageOf(a[0]), integer(a[1]), integers(a[2]), integers(a[3]));
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" -> a[0];
      case "torch._tensor._rebuild_from_type_v2" -> call(a[0], tuple(a[2]));
      case "torch.storage._load_from_bytes" -> {
        if (!(a[0] instanceof byte[] bytes)) {
          throw errors.bad("a nested storage that is not bytes");
        }
        yield nested.load(bytes);
      }
      case "collections.OrderedDict", "builtins.dict", "__builtin__.dict" -> {
        Map<Object, @Nullable Object> out = new LinkedHashMap<>();
        if (a.length > 0 && a[0] instanceof List<?> pairs) {
          for (Object pair : pairs) {
            Object[] entry = tuple(pair);
            if (entry.length != 2) {
              throw errors.bad("a dictionary with a key that has no value");
            }
            out.put(Pickled.key(entry[0]), entry[1]);
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
          throw errors.code(g.toString());
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

  /** An empty object of a class. */
  Object make(@Nullable Object cls) {
    if (!(cls instanceof Global g)) {
      throw errors.bad("an object of something that is no class");
    }
    return g.toString().equals("collections.OrderedDict")
        ? new LinkedHashMap<>()
        : opaque(g.toString(), false);
  }

  private Opaque opaque(String name, boolean called) {
    unknown.add(name);
    return new Opaque(name, called);
  }

  /** A persistent id is how torch names a tensor's storage. */
  Storage storage(Object[] id) {
    if (id.length < 5 || !"storage".equals(id[0]) || !(id[1] instanceof Global type)) {
      throw errors.bad("a persistent id that names no storage");
    }
    String name = type.name();
    if (!type.module().startsWith("torch") || !name.endsWith("Storage")) {
      throw errors.code(type.toString());
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
              errors.file()
                  + " has a tensor of dtype "
                  + storage
                  + ", which Facet does not read; convert it to BFloat16");
    };
  }

  private Storage storageOf(@Nullable Object o) {
    if (o instanceof Storage s) {
      return s;
    }
    throw errors.bad("a tensor without a storage");
  }

  /** Arguments. */
  Object[] tuple(@Nullable Object o) {
    if (o instanceof Object[] t) {
      return t;
    }
    throw errors.bad("arguments that are no tuple");
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
      case null, default -> throw errors.bad("a size that is no whole number, or too large");
    };
  }
}
