package dev.facet.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * All commands. To build one its annotations are read, which for all of them takes longer than the
 * window's worker takes to start: only the one that is named is built.
 */
final class Commands {

  /** In the order of the help. */
  private static final List<Entry> ALL =
      List.of(
          new Entry("tour", TourCommand::new),
          new Entry("caption", CaptionCommand::new),
          new Entry("sweep", SweepCommand::new),
          new Entry("steerability", SteerabilityCommand::new),
          new Entry("index", IndexCommand::new),
          new Entry("monosemanticity", MonosemanticityCommand::new),
          new Entry("compare", CompareCommand::new),
          new Entry("explain", ExplainCommand::new),
          new Entry("explain-report", ExplainReportCommand::new),
          new Entry("inspect", InspectCommand::new),
          new Entry("tap", TapCommand::new),
          new Entry("mask", MaskCommand::new),
          new Entry("encode", EncodeCommand::new),
          new Entry("doctor", DoctorCommand::new),
          new Entry("demo-world", DemoWorldCommand::new),
          new Entry("train-demo", TrainDemoCommand::new),
          new Entry("train-sae", TrainSaeCommand::new),
          new Entry("demo-report", DemoReportCommand::new),
          new Entry("worker", WorkerCommand::new),
          new Entry("rehearse", RehearseCommand::new));

  private record Entry(String name, Supplier<Callable<Integer>> maker) {}

  private Commands() {}

  /** The program with the command that the arguments name; with every command where they do not. */
  static CommandLine of(Facet facet, String[] args) {
    CommandLine line = new CommandLine(facet);
    if (args.length == 0) {
      return line;
    }
    Optional<Entry> named =
        Arrays.stream(args)
            .filter(arg -> !arg.startsWith("-"))
            .findFirst()
            .flatMap(arg -> ALL.stream().filter(entry -> entry.name.equals(arg)).findFirst());
    named
        .map(List::of)
        .orElse(ALL)
        .forEach(entry -> line.addSubcommand(entry.name, entry.maker.get()));
    return line;
  }
}
