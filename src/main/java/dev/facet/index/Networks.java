package dev.facet.index;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.Fingerprint;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.FacetVersion;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.SiteFit;
import dev.facet.image.ImageProcessor;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.TowerFingerprint;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeInfo;
import dev.facet.sae.SaeReader;
import dev.facet.workspace.StudyManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The networks of a study, loaded and checked against each other. */
record Networks(
    IndexSpec spec,
    String modelFingerprint,
    String towerFingerprint,
    VisionTower tower,
    @Nullable DualEncoder encoder,
    @Nullable VisionLanguageModel language,
    Sae sae,
    HookPoint site)
    implements AutoCloseable {

  static Networks open(IndexSpec spec, NDManager manager) {
    String model;
    String tower;
    try (Checkpoint weights = Checkpoint.open(spec.model())) {
      model = Fingerprint.ofTensors(weights, name -> name);
      tower = TowerFingerprint.of(weights);
    }
    DualEncoder encoder = null;
    VisionLanguageModel language = null;
    Sae sae = null;
    try {
      // With an encoder of the same tower the language model need not be loaded at all.
      Path dual = ModelFolder.isDualEncoder(spec.model()) ? spec.model() : spec.encoder();
      if (dual == null) {
        language = ModelFolder.openVlm(spec.model(), manager, spec.arithmetic());
      } else {
        encoder = ModelFolder.openDual(dual, manager, spec.arithmetic());
        checkTower("encoder " + dual, encoder.towerFingerprint(), spec, tower);
      }
      sae = SaeReader.open(spec.sae(), manager);
      checkTower("SAE " + spec.sae(), sae.info().towerFingerprint(), spec, tower);
      return new Networks(
          spec,
          model,
          tower,
          encoder != null ? encoder.vision() : Objects.requireNonNull(language).vision(),
          encoder,
          language,
          sae,
          site(spec, sae.info()));
    } catch (RuntimeException | Error e) {
      close(encoder, language, sae);
      throw e;
    }
  }

  private static void checkTower(
      String thing, @Nullable String stamped, IndexSpec spec, String tower) {
    if (stamped != null && !stamped.isEmpty() && !stamped.equals(tower)) {
      throw FacetException.mismatch(
          "The "
              + thing
              + " belongs to another vision tower ("
              + stamped
              + ") than that of "
              + spec.model()
              + " ("
              + tower
              + ")");
    }
  }

  private static HookPoint site(IndexSpec spec, SaeInfo sae) {
    HookPoint site = spec.site() != null ? spec.site() : sae.hook();
    if (site == null) {
      throw FacetException.badInput(
          "The files of the SAE "
              + spec.sae()
              + " do not say where it reads; name the site, such as vision.layers.3.out");
    }
    return site;
  }

  /**
   * The pass over images with these networks.
   *
   * @param partImages images that are committed together
   */
  CorpusIndexer indexer(NDManager manager, int partImages) {
    return new CorpusIndexer(
        tower, encoder, ImageProcessor.fromFolder(spec.model()), sae, site, manager, partImages, 0);
  }

  /** How the SAE does at its site and elsewhere in the tower, on some images. */
  List<SiteFit> sanity(
      CorpusFolder corpus, NDManager manager, Progress progress, Cancellation cancellation) {
    return SiteSanity.measure(
        tower,
        sae,
        site,
        ImageProcessor.fromFolder(spec.model()),
        corpus,
        manager,
        progress,
        cancellation);
  }

  /** An empty study of a corpus, in a folder of its own. */
  StudyManifest manifest(CorpusFolder corpus) {
    return StudyManifest.of(
            spec.name(),
            provenance(corpus),
            sae.info().architecture(),
            sae.info().latents(),
            sae.info().dIn(),
            tower.grid().columns(),
            tower.grid().rows(),
            spec.model().toString(),
            spec.sae().toString(),
            spec.images().toString())
        .withFiles(corpus.entries().size());
  }

  private Arithmetic arithmetic() {
    Arithmetic.Choice choice =
        encoder != null ? encoder.arithmetic() : Objects.requireNonNull(language).arithmetic();
    return choice.used();
  }

  Provenance provenance(CorpusFolder corpus) {
    return new Provenance(
        name(spec.model()),
        modelFingerprint,
        towerFingerprint,
        name(spec.sae()),
        sae.info().fingerprint(),
        site.name(),
        name(spec.images()),
        corpus.fingerprint(),
        arithmetic().word(),
        FacetVersion.current());
  }

  /** What the encoder of images and texts is called. */
  String encoderName() {
    return name(
        spec.encoder() != null && !ModelFolder.isDualEncoder(spec.model())
            ? spec.encoder()
            : spec.model());
  }

  static String name(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    return last == null ? path.toString() : last.toString();
  }

  @Override
  public void close() {
    close(encoder, language, sae);
  }

  private static void close(
      @Nullable DualEncoder encoder, @Nullable VisionLanguageModel language, @Nullable Sae sae) {
    if (sae != null) {
      sae.close();
    }
    if (language != null) {
      language.close();
    }
    if (encoder != null) {
      encoder.close();
    }
  }
}
