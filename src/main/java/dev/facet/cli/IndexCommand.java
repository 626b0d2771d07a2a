package dev.facet.cli;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetFolders;
import dev.facet.index.IndexHost;
import dev.facet.protocol.IndexRequest;
import dev.facet.worker.IndexingService;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet index}: makes a study of a folder of images. */
@Command(
    name = "index",
    header = "Make a study of a folder of images.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Makes a study: runs every image through model and SAE once and keeps top images, heat maps, statistics and labels of"
            + " each feature. A run that was cut off goes on where it ended when it is started again.",
    footer = {
      "",
      "Example:",
      "  facet index models/demo/llava --sae models/demo/sae --images pictures --out study",
      "Then open the study in the window: facet, and choose its folder."
    })
final class IndexCommand implements Callable<Integer> {

  @Mixin private ModelAndSae networks = new ModelAndSae();

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "Folder of images, nested as it may be.")
  private Path images = Path.of("");

  @Option(
      names = "--site",
      paramLabel = "NAME",
      description =
          "Where the SAE reads, such as vision.layers.3.out (default: what its files say).")
  private @Nullable String site;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "STUDY",
      description = "The study's folder: new, or one that was begun.")
  private Path out = Path.of("");

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
    Path study =
        new IndexingService(FacetFolders.ofSystem())
            .index(
                new IndexRequest(
                    networks.model().toString(),
                    networks.sae().toString(),
                    images.toString(),
                    site == null ? "" : site,
                    out.toString(),
                    arithmetic.wanted().word()),
                progress,
                Cancellation.NONE,
                IndexHost.ALONE);
    progress.end();
    spec.commandLine().getOut().println(study);
    return 0;
  }
}
