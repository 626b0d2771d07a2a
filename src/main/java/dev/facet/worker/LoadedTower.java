package dev.facet.worker;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.Provenance;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ImageEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionModel;
import dev.facet.protocol.Firing;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.steering.EmbeddingSteering;
import dev.facet.steering.PatchActivations;
import dev.facet.tensor.Torch;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What sees, loaded: a vision tower, the SAE that reads it, and the encoder of images and texts
 * that the tower belongs to. All that needs no language model is answered here. Belongs to the
 * thread that opened it.
 */
final class LoadedTower implements AutoCloseable {

  private final NDManager manager;
  private final VisionModel model;
  private final @Nullable DualEncoder encoder;
  private final @Nullable Sae sae;
  private final PatchActivations patches;

  /**
   * Takes what is loaded, and closes it in the end.
   *
   * @param manager that it was loaded under
   * @param model whose tower and processor see; may be the encoder itself
   * @param encoder of images and texts with the same tower, or null where there is none
   * @param corpus image by id of the open study: {@code corpus:ID}
   */
  LoadedTower(
      NDManager manager,
      VisionModel model,
      @Nullable DualEncoder encoder,
      @Nullable Sae sae,
      Function<String, RgbImage> corpus) {
    this.manager = manager;
    this.model = model;
    this.encoder = encoder;
    this.sae = sae;
    this.patches = PatchActivations.ofTower(model, corpus);
  }

  /**
   * Loads the encoder that a study was made with, and its SAE.
   *
   * @throws FacetException when a part is missing or damaged, or not the study's
   */
  static LoadedTower ofStudy(Study study, Arithmetic arithmetic) {
    LoadedTower tower = ofEncoder(study.modelFolder(), SteeringSubject.of(study), arithmetic);
    try {
      tower.require(study.manifest().provenance(), "The study " + study.folder());
      CorpusFigures figures = study.manifest().shown();
      if (figures != null) {
        tower.useResidualNorm(study.site(), figures.residualNorm());
      }
      return tower;
    } catch (RuntimeException | Error e) {
      tower.close();
      throw e;
    }
  }

  /**
   * Loads an encoder, and the SAE that it is asked about.
   *
   * @throws FacetException when a part is missing or damaged
   */
  static LoadedTower ofEncoder(Path folder, SteeringSubject subject, Arithmetic arithmetic) {
    NDManager manager = Torch.newManager();
    try {
      ImageEncoder encoder = ModelFolder.openEncoder(folder, manager, arithmetic);
      return new LoadedTower(
          manager,
          encoder,
          encoder instanceof DualEncoder dual ? dual : null,
          subject.sae() == null ? null : SaeReader.open(subject.sae(), manager),
          subject.corpus());
    } catch (RuntimeException | Error e) {
      manager.close(); // and with it everything that was loaded
      throw e;
    }
  }

  VisionModel model() {
    return model;
  }

  @Nullable DualEncoder encoder() {
    return encoder;
  }

  @Nullable Sae sae() {
    return sae;
  }

  /** What the networks compute in. */
  Arithmetic.Choice arithmetic() {
    return model.arithmetic();
  }

  /** Number of latents of the SAE that is loaded. */
  int latents() {
    return sae == null ? 0 : sae.info().latents();
  }

  /** The image behind an address. */
  RgbImage image(String address) {
    return patches.image(address);
  }

  /**
   * What fires on an image: each latent's largest code on the patches of interest, strongest first.
   *
   * @param address of the image
   * @param region patches of interest in raster order; empty for all
   * @param limit most latents that come back
   * @param label of a latent
   */
  List<Firing> firing(
      String address, HookPoint site, List<Integer> region, int limit, IntFunction<String> label) {
    return FiringLatents.of(patches.codes(address, site, reader()), region, limit, label);
  }

  /** Largest code of every latent on some patches of an image; empty for all of them [F]. */
  float[] largestCodes(String address, HookPoint site, List<Integer> region) {
    return FiringLatents.largest(patches.codes(address, site, reader()), region);
  }

  /** Decoder row of a latent [D]. */
  float[] direction(int latent) {
    return reader().direction(latent);
  }

  /**
   * What is steered and measured without a language model; the caller closes it.
   *
   * @return empty where the tower belongs to no encoder of texts
   */
  Optional<EmbeddingSteering> embedding(SteeringSubject subject) {
    return encoder == null || subject.vocabulary().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EmbeddingSteering(
                encoder,
                sae,
                patches,
                subject.corpus(),
                subject.vocabulary(),
                subject.vocabularyName(),
                subject.made(model, sae),
                FacetFolders.ofSystem().vectors()));
  }

  /**
   * Where the SAE reads.
   *
   * @param wanted named by the person, or null for what the SAE's files say
   * @throws FacetException when nobody says it
   */
  HookPoint site(@Nullable HookPoint wanted) {
    HookPoint site = wanted != null ? wanted : hook();
    if (site == null) {
      throw FacetException.badInput(
          "The SAE's files do not say where it reads; name the site, such as vision.layers.3.out");
    }
    return site;
  }

  /** Where the SAE's files say that it reads, or null. */
  @Nullable HookPoint hook() {
    return sae == null ? null : sae.info().hook();
  }

  private Sae reader() {
    if (sae == null) {
      throw FacetException.notFound("Latents fire only where there is an SAE, and none is loaded");
    }
    return sae;
  }

  /**
   * The encoder that meanings are measured with.
   *
   * @throws FacetException when the tower belongs to none that is loaded
   */
  MeaningEncoder meaning() {
    if (model instanceof ImageEncoder alone) {
      return new MeaningEncoder(alone);
    }
    if (encoder == null) {
      throw FacetException.notFound(
          "Searching by meaning needs an encoder of images and texts with the same vision tower; there is none beside "
              + model.info().name());
    }
    return new MeaningEncoder(encoder);
  }

  /** Takes R of a site from a corpus instead of measuring it on single images. */
  void useResidualNorm(HookPoint site, double norm) {
    patches.useNorm(site, norm);
  }

  /** R, the mean residual norm of an image's patches at a site of the tower. */
  double residualNorm(HookPoint site, List<String> images) {
    return patches.norm(site, images);
  }

  /**
   * @throws FacetException when the tower or the SAE is not the one that the provenance names
   */
  void require(Provenance made, String what) {
    if (!made.tower().equals(model.towerFingerprint())) {
      throw StudyTower.another(model.info().name(), model.towerFingerprint(), made, what);
    }
    if (sae != null && !sae.info().fingerprint().equals(made.saeFingerprint())) {
      throw FacetException.mismatch(
          what
              + " was made with SAE "
              + made.saeFingerprint()
              + "; "
              + sae.info().path()
              + " is "
              + sae.info().fingerprint());
    }
  }

  @Override
  public void close() {
    if (encoder != null && encoder != model) {
      encoder.close();
    }
    if (sae != null) {
      sae.close();
    }
    model.close();
    manager.close();
  }
}
