package dev.facet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.facet.core.FacetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;

/**
 * Functions written in TorchScript, called from Java. One call costs 10-15 us however many
 * operations the function holds, and it may write into its arguments in place. Thread-confined,
 * like the manager it is made with.
 *
 * <p>Arguments: {@link NDArray}, {@link TensorList}, {@link ScriptValue}, {@link Integer} and
 * {@link Long}, {@link Double} and {@link Float}, {@link Boolean}, {@code long[]}, {@code
 * double[]}.
 */
public final class ScriptOps implements AutoCloseable {

  private static final String PACKED = "__torch__.torch.classes.quantized.LinearPackedParamsBase";

  private final PtSymbolBlock module;

  private ScriptOps(PtSymbolBlock module) {
    this.module = module;
  }

  /**
   * Compiles a module.
   *
   * @param manager that the module lives with
   * @param owner the class beside which the source lies
   * @param resource name of the source: TorchScript text that defines {@code class Ops(Module)}
   * @throws FacetException of kind ENGINE when libtorch refuses the source
   */
  public static ScriptOps load(NDManager manager, Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside " + owner);
      }
      return compile(manager, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compiles a module from source text, see {@link #load}. {@code Packed} in the source stands for
   * libtorch's class of packed matrices.
   */
  public static ScriptOps compile(NDManager manager, String source) {
    byte[] archive = ScriptModuleWriter.write(source.replace("[Packed]", "[" + PACKED + "]"));
    try {
      return new ScriptOps(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new FacetException(
          FacetException.Kind.ENGINE, "libtorch refused a script module: " + e.getMessage(), e);
    }
  }

  /** Calls a function that returns one tensor; the result belongs to {@code manager}. */
  public NDArray call(NDManager manager, String method, Object... args) {
    return run(manager, method, args, IValue::toTensor);
  }

  /** Calls a function that returns a tuple or list of tensors. */
  public NDList callList(NDManager manager, String method, Object... args) {
    return run(manager, method, args, IValue::toNDList);
  }

  /** Calls a function whose result only other script functions can read. */
  public ScriptValue keep(String method, Object... args) {
    return new ScriptValue(run(method, args));
  }

  /**
   * Calls a function that differentiates inside (it may use {@code torch.grad}); the other calls
   * run below autograd. Such functions take tensors and lists of tensors only.
   *
   * @param args in the order of the function's parameters, named by {@link NDArray#setName}: equal
   *     names ending in {@code []} make one list. The results belong to the first one's manager.
   */
  public NDList callWithGradient(NDManager manager, String method, NDList args) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDArray selector = manager.create(0f)) {
      // How DJL's list calls name a method other than forward.
      selector.setName("module_method:" + method);
      NDList all = new NDList(args);
      all.add(selector);
      return IValueUtils.forward(module, all, true);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  private <R> R run(
      NDManager manager, String method, Object[] args, BiFunction<IValue, PtNDManager, R> read) {
    try (IValue result = run(method, args)) {
      return read.apply(result, (PtNDManager) manager);
    }
  }

  private IValue run(String method, Object[] args) {
    IValue[] values = new IValue[args.length];
    try {
      for (int i = 0; i < args.length; i++) {
        values[i] = wrap(args[i]);
      }
      return IValueUtils.runMethod(module, method, values);
    } finally {
      // An IValue that is not closed costs about 1 KB of native memory.
      for (int i = 0; i < args.length; i++) {
        if (values[i] != null
            && !(args[i] instanceof TensorList)
            && !(args[i] instanceof ScriptValue)) {
          values[i].close();
        }
      }
    }
  }

  private static IValue wrap(Object arg) {
    return switch (arg) {
      case PtNDArray array -> IValue.from(array);
      case TensorList list -> list.value();
      case ScriptValue kept -> kept.value();
      case Integer number -> IValue.from(number.longValue());
      case Long number -> IValue.from(number);
      case Double number -> IValue.from(number);
      case Float number -> IValue.from(number.doubleValue());
      case Boolean flag -> IValue.from(flag);
      case long[] numbers -> IValue.listFrom(numbers);
      case double[] numbers -> IValue.listFrom(numbers);
      default ->
          throw new IllegalArgumentException(
              "a script function takes no argument of " + arg.getClass());
    };
  }

  @Override
  public void close() {
    module.close();
  }
}
