package dev.facet.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerCommandTest {

  /** One of them keeps the JIT from compiling loops wrongly: a worker without it is a danger. */
  @Test
  void aWorkerHasTheOptionsOfEveryJvm() throws IOException {
    List<String> options =
        Files.readAllLines(Path.of("jvm.conf")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    List<String> command = WorkerCommand.local(FacetFolders.ofSystem()).command();
    assertTrue(command.containsAll(options), () -> options + " in " + command);
    assertTrue(command.indexOf("-cp") > command.indexOf(options.getLast()), command.toString());
  }
}
