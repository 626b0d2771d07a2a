package dev.facet.worker;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.cuda.CudaUtils;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.FacetVersion;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Whether everything that Facet needs is there.
 *
 * @param version Facet's own
 * @param usable false when something is missing without which nothing works
 * @param checks one a thing
 */
public record Diagnosis(String version, boolean usable, List<Check> checks) {
  private static final long WANTED_MEMORY = 4L << 30;
  private static final long WANTED_DISK = 1L << 30;
  private static final int JAVA = 25;

  /** How a thing is. */
  public enum State {
    OK,
    /** Works, but a person may want to know. */
    WARNING,
    /** Must be there and is not. */
    MISSING
  }

  /**
   * One thing.
   *
   * @param name what was looked at
   * @param state how it is
   * @param found what was found, in words
   * @param advice what to do, or empty
   */
  public record Check(String name, State state, String found, String advice) {}

  public Diagnosis {
    checks = List.copyOf(checks);
  }

  /** Looks at everything; loads the engine, which takes a second or two. */
  public static Diagnosis make(FacetFolders folders) {
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(javafx());
    checks.add(display());
    checks.add(engine());
    checks.add(devices());
    checks.add(memory());
    checks.add(models(folders));
    checks.add(folder("data folder", folders.data()));
    checks.add(folder("engine cache", engineCache()));
    checks.add(lastError(folders));
    boolean usable = checks.stream().noneMatch(c -> c.state() == State.MISSING);
    return new Diagnosis(FacetVersion.current(), usable, checks);
  }

  private static Check java() {
    String found =
        Runtime.version()
            + ", "
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.home");
    return Runtime.version().feature() >= JAVA
        ? ok("Java", found)
        : missing("Java", found, "Install a JDK 25 or later and set JAVA_HOME to it.");
  }

  private static Check javafx() {
    Properties properties = new Properties();
    try (InputStream in = Diagnosis.class.getResourceAsStream("/javafx.properties")) {
      if (in == null) {
        return missing(
            "JavaFX", "not on the class path", "Start Facet by its launcher, or build it again.");
      }
      properties.load(in);
    } catch (IOException e) {
      return missing("JavaFX", "unreadable: " + e.getMessage(), "Build Facet again.");
    }
    return ok("JavaFX", properties.getProperty("javafx.runtime.version", "unknown version"));
  }

  private static Check display() {
    if (!System.getProperty("os.name").startsWith("Linux")) {
      return ok("display", "of " + System.getProperty("os.name"));
    }
    String x11 = System.getenv("DISPLAY");
    String wayland = System.getenv("WAYLAND_DISPLAY");
    if (isSet(x11) || isSet(wayland)) {
      return ok("display", isSet(x11) ? "X11 " + x11 : "Wayland " + wayland);
    }
    return new Check(
        "display",
        State.WARNING,
        "none (DISPLAY and WAYLAND_DISPLAY are not set)",
        "The window needs a display; 'facet tour' and all other commands do not.");
  }

  private static Check engine() {
    try (NDManager manager = Torch.newManager()) {
      double sum = manager.create(new float[] {1, 2}).sum().getFloat();
      return sum == 3
          ? ok("engine", Torch.version() + ", " + Torch.threads() + " threads")
          : missing("engine", Torch.version() + " computes 1 + 2 = " + sum, "Install Facet again.");
    } catch (FacetException e) {
      return missing(
          "engine",
          e.getMessage(),
          "Build Facet on this machine again, so that Maven fetches the native library of this platform.");
    }
  }

  private static Check devices() {
    int cores = Runtime.getRuntime().availableProcessors();
    String cpu = cores + " CPU cores, " + System.getProperty("os.arch");
    try {
      int gpus = CudaUtils.getGpuCount();
      boolean used = gpus > 0 && Engine.getEngine("PyTorch").getGpuCount() > 0;
      return ok(
          "devices",
          gpus == 0 ? cpu : cpu + ", " + gpus + " CUDA GPU(s)" + (used ? "" : " (not used)"));
    } catch (RuntimeException | LinkageError e) {
      return ok("devices", cpu);
    }
  }

  private static Check memory() {
    long machine = MachineMemory.total();
    String found =
        machine < 0
            ? "unknown"
            : gigabytes(machine)
                + " in the machine, "
                + gigabytes(Runtime.getRuntime().maxMemory())
                + " heap at most";
    return machine < 0 || machine >= WANTED_MEMORY
        ? ok("memory", found)
        : new Check("memory", State.WARNING, found, "Facet is comfortable with 4 GB and more.");
  }

  private static Check models(FacetFolders folders) {
    Path demo = folders.demoModels();
    return Files.isDirectory(demo)
        ? ok("demo models", demo.toString())
        : new Check(
            "demo models",
            State.WARNING,
            "there is no " + demo,
            "The demo study needs them; start Facet by its launcher, or set -Dfacet.home to its folder.");
  }

  private static Path engineCache() {
    String cache = System.getenv("DJL_CACHE_DIR");
    return isSet(cache) ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".djl.ai");
  }

  private static Check folder(String name, Path folder) {
    Path existing = folder;
    while (existing != null && !Files.isDirectory(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isWritable(existing)) {
      return missing(
          name,
          folder + " cannot be written",
          "Free it, or set another with -Dfacet.data or DJL_CACHE_DIR.");
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = folder + ", " + gigabytes(free) + " free";
      return free >= WANTED_DISK
          ? ok(name, found)
          : new Check(name, State.WARNING, found, "Free some disk space: 1 GB is comfortable.");
    } catch (IOException e) {
      return ok(name, folder.toString());
    }
  }

  private static Check lastError(FacetFolders folders) {
    Path log = folders.workerLog();
    if (!Files.isReadable(log)) {
      return ok("last error", "none");
    }
    try {
      @Nullable String last =
          Files.readAllLines(log).stream()
              .filter(line -> line.contains(" SEVERE ") || line.contains(" WARNING "))
              .reduce((a, b) -> b)
              .orElse(null);
      return ok("last error", last == null ? "none" : last + "  (" + log + ")");
    } catch (IOException e) {
      return ok("last error", "unknown: " + log + " cannot be read");
    }
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isBlank();
  }

  private static String gigabytes(long bytes) {
    return String.format("%.1f GB", bytes / 1e9);
  }

  private static Check ok(String name, String found) {
    return new Check(name, State.OK, found, "");
  }

  private static Check missing(String name, String found, String advice) {
    return new Check(name, State.MISSING, found, advice);
  }
}
