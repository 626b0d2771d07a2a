package dev.facet.cli;

import dev.facet.app.Rehearsal;
import dev.facet.core.Arithmetic;
import dev.facet.worker.WorkerProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code facet rehearse}: what the launcher runs once, so that later starts are fast. */
@Command(
    name = "rehearse",
    hidden = true,
    header = "Start once off-screen, for a JVM that remembers it.",
    mixinStandardHelpOptions = true,
    description =
        "Starts window and worker once, off-screen and in one process, up to the first steered caption. Run with"
            + " -XX:AOTCacheOutput=FILE, the JVM writes what it learned to FILE; -XX:AOTCache=FILE and"
            + " -Dfacet.start.cache=FILE make later starts use it.")
final class RehearseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Headless.choose();
    Rehearsal.run(
        (in, out) -> WorkerProcess.serve(in, out, Arithmetic.FP32),
        spec.commandLine().getErr()::println);
    return 0;
  }
}
