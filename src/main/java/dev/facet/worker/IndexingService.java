package dev.facet.worker;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Fingerprint;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.demo.DemoFolder;
import dev.facet.index.EncoderPass;
import dev.facet.index.IndexCost;
import dev.facet.index.IndexEstimator;
import dev.facet.index.IndexHost;
import dev.facet.index.IndexSpec;
import dev.facet.index.StudyIndexer;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.SaeFitFigures;
import dev.facet.sae.SaeFit;
import dev.facet.tensor.Torch;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes studies: of a person's images, and the embedded demo study. Used by the worker's jobs and
 * by the command line.
 */
public final class IndexingService implements StudyMaker {
  private static final Logger LOG = LoggerFactory.getLogger(IndexingService.class);
  private static final String DEMO_NAME = "Demo study";

  /** Pictures of the demo study; tests ask for fewer. */
  private static final int DEMO_IMAGES = 4000;

  /** No picture of this world was seen in training. */
  private static final long DEMO_SEED = 2026;

  private final FacetFolders folders;

  public IndexingService(FacetFolders folders) {
    this.folders = folders;
  }

  @Override
  public Path index(
      IndexRequest request, Progress progress, Cancellation cancellation, IndexHost host) {
    return index(spec(request), progress, cancellation, host);
  }

  private IndexSpec spec(IndexRequest request) {
    Path model = Path.of(request.model());
    Path out = Path.of(request.out());
    return new IndexSpec(
        String.valueOf(out.toAbsolutePath().normalize().getFileName()),
        model,
        Encoders.beside(model),
        Path.of(request.sae()),
        request.site().isBlank() ? null : HookPoint.parse(request.site(), HookPoint.Tower.VISION),
        Path.of(request.images()),
        // The demo's text tower knows no other words.
        folders.isDemo(model) ? DemoWords.all() : List.of(),
        out,
        request.arithmetic() == null ? Arithmetic.FP32 : Arithmetic.parse(request.arithmetic()));
  }

  @Override
  public IndexEstimate estimate(IndexRequest request, Cancellation cancellation) {
    try (NDManager manager = Torch.newManager()) {
      long before = ResidentMemory.bytes();
      IndexCost cost =
          IndexEstimator.estimate(spec(request), manager, cancellation, System::nanoTime);
      long networks = Math.max(0, ResidentMemory.bytes() - before);
      long memory = networks + cost.tallyBytes();
      long memoryFree = Math.max(0, MachineMemory.available());
      long diskFree = freeDisk(Path.of(request.out()));
      List<String> problems = new ArrayList<>();
      if (diskFree < cost.diskBytes()) {
        problems.add(
            String.format(
                Locale.ROOT,
                "The study needs about %.1f GB of disk, %.1f GB are free where it will lie",
                cost.diskBytes() / 1e9,
                diskFree / 1e9));
      }
      if (memoryFree > 0 && memoryFree < memory) {
        problems.add(
            String.format(
                Locale.ROOT,
                "Indexing needs about %.1f GB of memory, %.1f GB are free",
                memory / 1e9,
                memoryFree / 1e9));
      }
      if (cost.unreadable() == cost.sampled()) {
        problems.add("None of the " + cost.sampled() + " files that were tried is an image");
      }
      return new IndexEstimate(
          cost.files(),
          cost.sampled(),
          cost.unreadable(),
          cost.secondsPerFile(),
          cost.seconds(),
          cost.diskBytes(),
          diskFree,
          memory,
          memoryFree,
          cost.fit() == null ? null : figures(cost.fit()),
          problems);
    }
  }

  private static SaeFitFigures figures(SaeFit fit) {
    return new SaeFitFigures(
        fit.dIn(), fit.latents(), fit.l0(), fit.explainedVariance(), fit.warnings());
  }

  @Override
  public void monosemanticity(
      Study study, Path encoder, Progress progress, Cancellation cancellation) {
    try (NDManager manager = Torch.newManager()) {
      EncoderPass.put(encoder, study, manager, progress, cancellation);
    }
  }

  private static long freeDisk(Path out) {
    Path existing = out.toAbsolutePath().normalize();
    while (existing != null && !Files.isDirectory(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing == null ? 0 : Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      throw FacetException.badInput(
          "The free space of " + existing + " is not known: " + e.getMessage(), e);
    }
  }

  @Override
  public Path resume(Path folder, Progress progress, Cancellation cancellation, IndexHost host) {
    Path study = folder.toAbsolutePath().normalize();
    if (study.equals(demo().toAbsolutePath().normalize())) {
      return makeDemo(progress, cancellation, host);
    }
    StudyManifest manifest = Study.describe(study);
    return index(
        new IndexRequest(
            study.resolve(manifest.model()).normalize().toString(),
            study.resolve(manifest.sae()).normalize().toString(),
            study.resolve(manifest.images()).normalize().toString(),
            Objects.requireNonNullElse(manifest.provenance().site(), ""),
            study.toString(),
            manifest.provenance().arithmetic()),
        progress,
        cancellation,
        host);
  }

  @Override
  public boolean hasDemo() {
    Path demo = demo();
    if (!Study.isStudy(demo)) {
      return false;
    }
    try (Study study = Study.openReadOnly(demo)) {
      return study.manifest().complete();
    } catch (FacetException e) {
      LOG.warn("The demo study is made again: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public Path makeDemo(Progress progress, Cancellation cancellation, IndexHost host) {
    Path demo = demo();
    Path pictures =
        DemoFolder.write(
            folders.demoWorld(),
            Integer.getInteger("facet.demo.images", DEMO_IMAGES),
            DEMO_SEED,
            progress,
            cancellation);
    Path models = folders.demoModels();
    return index(
        new IndexSpec(
            DEMO_NAME,
            models.resolve("llava"),
            models.resolve("clip"),
            models.resolve("sae"),
            null,
            pictures,
            DemoWords.all(),
            demo),
        progress,
        cancellation,
        host);
  }

  /**
   * Its name holds the fingerprint of the demo models and a hash of where they lie, since a study
   * names its model's folder: new models, or a program that was moved, make a new study.
   */
  @Override
  public Path demo() {
    Path models = folders.demoModels();
    List<Path> files = new ArrayList<>();
    for (String model : List.of("llava", "clip", "sae")) {
      Path folder = models.resolve(model);
      try (Stream<Path> entries = Files.list(folder)) {
        entries.filter(Files::isRegularFile).sorted().forEach(files::add);
      } catch (IOException e) {
        throw new FacetException(
            FacetException.Kind.NOT_FOUND,
            "The demo models are not in "
                + folder
                + "; start Facet by its launcher, or name the program's folder with -Dfacet.home",
            e);
      }
    }
    String place = Integer.toHexString(models.toAbsolutePath().normalize().hashCode());
    return folders.data().resolve("demo-study-" + Fingerprint.ofFiles(files) + "-" + place);
  }

  private static Path index(
      IndexSpec spec, Progress progress, Cancellation cancellation, IndexHost host) {
    try (NDManager manager = Torch.newManager();
        Study study = StudyIndexer.index(spec, manager, progress, cancellation, host)) {
      return study.folder();
    }
  }
}
