package dev.facet.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.facet.core.FacetException;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Starts libtorch. Every array of the program comes from a manager made here, so that DJL never
 * looks for files on the network and the engine thread is set up before its first operation.
 */
public final class Torch {

  /** Threads of one operation; the default is every core the process may use. */
  private static final String THREADS = "facet.threads";

  /**
   * Products of one matrix multiplication below which waking another thread costs more than it
   * saves: a wake-up takes as long as some millions of products.
   */
  private static final long ONE_THREAD = 10_000_000;

  /** Threads of one operation within {@link #onOneThread}. */
  private static final ScopedValue<Integer> THREADS_HERE = ScopedValue.newInstance();

  private Torch() {}

  static {
    // DJL reads these when its first class loads: without them it asks the network for natives and
    // reports usage.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
  }

  /**
   * A manager on the CPU for arrays of the calling thread, which becomes an engine thread: its
   * number of OpenMP threads is set, and the profiling graph executor, which only adds start-up
   * time to our script functions, is switched off (both are per thread in libtorch).
   *
   * @throws FacetException when the native library cannot be loaded
   */
  public static NDManager newManager() {
    try {
      NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
      JniUtils.setNumThreads(threads());
      JniUtils.setGraphExecutorOptimize(false);
      return manager;
    } catch (LinkageError | RuntimeException e) {
      throw new FacetException(
          FacetException.Kind.ENGINE,
          "The PyTorch engine cannot start: "
              + e.getMessage()
              + "; expected the pytorch-native-cpu library of this platform on the class path",
          e);
    }
  }

  /**
   * Runs work with as many threads as its size deserves: one where it is small, all of {@link
   * #threads} otherwise.
   *
   * @param products multiplications of its largest matrix product
   */
  public static <T> T sized(long products, Supplier<T> work) {
    if (deservesThreads(products) || threads() == 1) {
      return work.get();
    }
    JniUtils.setNumThreads(1);
    try {
      return work.get();
    } finally {
      JniUtils.setNumThreads(threads());
    }
  }

  /**
   * Runs work whose operations use the calling thread alone: for those that compute several things
   * side by side. Managers and arrays of the work must be its own; what it only reads may belong to
   * another thread that waits.
   */
  public static void onOneThread(Runnable work) {
    ScopedValue.where(THREADS_HERE, 1).run(work);
  }

  /** Whether {@link #sized} uses more than one thread for work of this size, where it has them. */
  public static boolean deservesThreads(long products) {
    return products >= ONE_THREAD;
  }

  /** Closes a resource together with the manager that it belongs to. */
  public static void attach(NDManager manager, AutoCloseable resource) {
    manager.attachInternal(UUID.randomUUID().toString(), resource);
  }

  /** Name and version of the engine, for people. */
  public static String version() {
    return "PyTorch " + Engine.getEngine("PyTorch").getVersion() + " (DJL)";
  }

  /** Threads that one operation of the calling thread uses. */
  public static int threads() {
    int most = Math.min(Runtime.getRuntime().availableProcessors(), 16);
    return THREADS_HERE.orElse(Math.max(1, Integer.getInteger(THREADS, most)));
  }
}
