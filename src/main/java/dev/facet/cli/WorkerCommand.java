package dev.facet.cli;

import dev.facet.worker.WorkerProcess;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code facet worker}: the engine behind the window. */
@Command(
    name = "worker",
    header = "The engine behind the window, started by it.",
    mixinStandardHelpOptions = true,
    description =
        "The engine behind the window, started by it. Speaks JSON-RPC on standard input and output, logs on standard error,"
            + " and ends when its input ends; works over ssh too.")
final class WorkerCommand implements Callable<Integer> {

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  /**
   * Standard output belongs to JSON-RPC: what a library prints goes to standard error. Called
   * before anything else.
   */
  static void takeStandardOutput() {
    System.setOut(System.err);
  }

  @Override
  public Integer call() {
    takeStandardOutput();
    WorkerProcess.serve(
        new FileInputStream(FileDescriptor.in),
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
        arithmetic.wanted());
    // All is closed. Native threads that still compute must not hold up the end of the process.
    Runtime.getRuntime().halt(0);
    return 0;
  }
}
