package dev.facet.client;

import dev.facet.core.FacetFolders;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|\\S+");

  /** Those of jvm.conf, which says why, and no display. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dai.djl.offline=true",
          "-DOPT_OUT_TRACKING=true",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-ReduceAllocationMerges",
          "-Djava.awt.headless=true");

  /**
   * What libtorch reads before anything of ours runs: OpenMP threads that spin make decoding many
   * times slower on a machine that does anything else, and fresh memory in pages of 2 MB costs a
   * fifth of what it costs in small ones (Linux).
   */
  private static final Map<String, String> ENGINE =
      Map.of("OMP_WAIT_POLICY", "passive", "THP_MEM_ALLOC_ENABLE", "1");

  /**
   * The window goes first: where both want the same processor, a pulse does not wait for a forward
   * pass. Costs the worker nothing while the window is at rest.
   */
  private static final Path NICE = Path.of("/usr/bin/nice");

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
    return local(folders, HEAP);
  }

  private static WorkerCommand local(FacetFolders folders, String heap) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "10"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    String cache = System.getProperty("facet.start.cache");
    if (cache != null) {
      command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off,cds=off"));
    }
    command.add("-Xmx" + heap);
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
    return new WorkerCommand(command, ENGINE, folders.workerLog());
  }

  /**
   * The worker as a person set it up.
   *
   * @param line a command, its words parted by spaces, those with spaces in quotes; blank starts
   *     this program's own (for a worker on another machine {@code ssh HOST facet worker}: no port,
   *     no login of ours)
   * @param heapGigabytes largest heap of this program's own
   */
  public static WorkerCommand of(String line, int heapGigabytes, FacetFolders folders) {
    return line.isBlank()
        ? local(folders, heapGigabytes + "g")
        : new WorkerCommand(words(line), Map.of(), folders.workerLog());
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String quoted = word.group(1);
      words.add(quoted == null ? word.group() : quoted);
    }
    return words;
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
