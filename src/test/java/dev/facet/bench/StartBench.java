package dev.facet.bench;

import dev.facet.client.WorkerClient;
import dev.facet.client.WorkerCommand;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.StudyInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * From the start of a worker process to the first steered caption of the demo study, and what the
 * process takes. The data folder ({@code FACET_OPTS=-Dfacet.data=DIR}) keeps the study: the first
 * round makes it where it is not there.
 */
public final class StartBench {
  private static final int ROUNDS = 5;

  private StartBench() {}

  public static void main(String[] args) throws Exception {
    FacetFolders folders = FacetFolders.ofSystem();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      try (WorkerClient client = WorkerClient.start(WorkerCommand.local(folders))) {
        long pid = client.api().hello().get().pid();
        double hello = seconds(start);
        StudyInfo study = client.api().openStudy(new OpenStudyRequest(null)).get();
        double open = seconds(start);
        HookPoint site = HookPoint.parse(study.provenance().site(), HookPoint.Tower.VISION);
        Intervention add =
            Intervention.add(site, Direction.latent(3), study.residualNorm() + round);
        CaptionResult caption =
            client
                .api()
                .caption(
                    new CaptionRequest(
                        1,
                        "main",
                        CaptionSpec.greedy("white", study.prompts().getFirst(), List.of(add), 24)))
                .get();
        System.out.printf(
            Locale.ROOT,
            "worker answers after %.2f s, study open after %.2f s, first caption (%d tokens) after %.2f s; resident %d MB%n",
            hello,
            open,
            caption.tokens().size(),
            seconds(start),
            resident(pid) >> 10);
      }
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
