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
import dev.facet.model.ImageEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.TowerFingerprint;
import dev.facet.model.VisionModel;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeInfo;
import dev.facet.sae.SaeReader;
import dev.facet.workspace.StudyManifest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a study, loaded and checked against each other.
 *
 * @param model whose tower sees: the encoder, where there is one of the same tower
 * @param encoder of whole pictures, and of texts where it can; null where only a captioner is there
 */
record Networks(
    IndexSpec spec,
    String modelFingerprint,
    String towerFingerprint,
    VisionModel model,
    @Nullable ImageEncoder encoder,
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
    ImageEncoder encoder = null;
    VisionModel seeing = null;
    Sae sae = null;
    try {
      // With an encoder of the same tower the language model need not be loaded at all.
      Path alone = ModelFolder.isEncoder(spec.model()) ? spec.model() : spec.encoder();
      if (alone == null) {
        seeing = ModelFolder.openVlm(spec.model(), manager, spec.arithmetic());
      } else {
        encoder = ModelFolder.openEncoder(alone, manager, spec.arithmetic());
        seeing = encoder;
        checkTower("encoder " + alone, encoder.towerFingerprint(), spec, tower);
      }
      sae = SaeReader.open(spec.sae(), manager);
      checkTower("SAE " + spec.sae(), sae.info().towerFingerprint(), spec, tower);
      return new Networks(spec, model, tower, seeing, encoder, sae, site(spec, sae.info()));
    } catch (RuntimeException | Error e) {
      close(seeing, sae);
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
  CorpusIndexer indexer(int partImages) {
    return new CorpusIndexer(
        model.vision(), encoder, ImageProcessor.fromFolder(spec.model()), sae, site, partImages, 0);
  }

  /** How the SAE does at its site and elsewhere in the tower, on some images. */
  List<SiteFit> sanity(
      CorpusFolder corpus, NDManager manager, Progress progress, Cancellation cancellation) {
    return SiteSanity.measure(
        model.vision(),
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
            model.vision().grid().columns(),
            model.vision().grid().rows(),
            spec.model().toString(),
            spec.sae().toString(),
            spec.images().toString())
        .withFiles(corpus.entries().size())
        .withFrame(ImageProcessor.fromFolder(spec.model()).frame());
  }

  private Arithmetic arithmetic() {
    return model.arithmetic().used();
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
        spec.encoder() != null && !ModelFolder.isEncoder(spec.model())
            ? spec.encoder()
            : spec.model());
  }

  static String name(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    return last == null ? path.toString() : last.toString();
  }

  @Override
  public void close() {
    close(model, sae);
  }

  private static void close(@Nullable VisionModel model, @Nullable Sae sae) {
    if (sae != null) {
      sae.close();
    }
    if (model != null) {
      model.close();
    }
  }
}
