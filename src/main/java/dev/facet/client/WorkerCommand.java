package dev.facet.client;

import dev.facet.core.FacetFolders;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a worker process is started.
 *
 * @param command program and arguments; the program speaks JSON-RPC on its standard input and
 *     output
 * @param environment added to this process's own environment
 * @param log where its standard error goes
 */
public record WorkerCommand(List<String> command, Map<String, String> environment, Path log) {

  /** Largest heap of the worker; the networks themselves live outside of the heap. */
  private static final String HEAP = System.getProperty("facet.worker.heap", "2g");

  private static final List<String> JVM_FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dai.djl.offline=true",
          "-DOPT_OUT_TRACKING=true",
          "-Djava.awt.headless=true");

  public WorkerCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * The worker of this very program: same Java, same class path, same {@code facet.*} settings.
   *
   * @param folders the program's own, and where the log goes
   */
  public static WorkerCommand local(FacetFolders folders) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.add("-Xmx" + HEAP);
    command.add("-Dfacet.home=" + folders.home());
    command.add("-Dfacet.data=" + folders.data());
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("facet."))
        .filter(name -> !name.equals("facet.home") && !name.equals("facet.data"))
        .sorted()
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.add("-cp");
    command.add(absoluteClassPath());
    command.add("dev.facet.cli.Facet");
    command.add("worker");
    // Spinning OpenMP threads make decoding many times slower on a machine that does anything else.
    return new WorkerCommand(command, Map.of("OMP_WAIT_POLICY", "passive"), folders.workerLog());
  }

  /**
   * A worker on another machine, reached by the person's own ssh: no port, no login of ours.
   *
   * @param host as ssh understands it
   * @param folders of this machine, where the log goes
   */
  public static WorkerCommand remote(String host, FacetFolders folders) {
    return new WorkerCommand(
        List.of("ssh", "-T", host, "facet", "worker"), Map.of(), folders.workerLog());
  }

  private static String absoluteClassPath() {
    StringBuilder path = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!path.isEmpty()) {
        path.append(File.pathSeparator);
      }
      path.append(Path.of(entry).toAbsolutePath());
    }
    return path.toString();
  }
}
