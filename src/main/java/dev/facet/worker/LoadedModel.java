package dev.facet.worker;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.AppliedNorm;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.FacetVersion;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Preset;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.core.UnitSteerability;
import dev.facet.explain.Explainer;
import dev.facet.image.RgbImage;
import dev.facet.index.StudyIndexer;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.protocol.Firing;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.Torch;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A model that writes captions, loaded, with the SAE that steers it and the encoder that measures
 * it. Belongs to the thread that opened it.
 */
public final class LoadedModel implements AutoCloseable {

  private final NDManager manager;
  private final VisionLanguageModel model;
  private final @Nullable DualEncoder encoder;
  private final @Nullable Sae sae;
  private final SteeringEngine engine;

  private LoadedModel(
      NDManager manager,
      VisionLanguageModel model,
      @Nullable DualEncoder encoder,
      @Nullable Sae sae,
      SteeringEngine engine) {
    this.manager = manager;
    this.model = model;
    this.encoder = encoder;
    this.sae = sae;
    this.engine = engine;
  }

  /**
   * Loads a model by itself, as the command line uses it.
   *
   * @param folder of the model; the encoder that belongs to it is found beside it
   * @param sae folder or file, or null
   * @param arithmetic wanted; {@link #arithmetic} says what it came to
   * @throws FacetException when a part is missing or damaged, or they do not go together
   */
  public static LoadedModel open(Path folder, @Nullable Path sae, Arithmetic arithmetic) {
    List<String> words =
        FacetFolders.ofSystem().isDemo(folder) ? DemoWords.all() : StudyIndexer.builtInWords();
    return open(
        folder,
        sae,
        words.size() + " built-in words",
        words,
        id -> {
          throw FacetException.notFound("corpus:" + id + " needs a study, and none is open");
        },
        null,
        arithmetic);
  }

  /**
   * Loads a study's model.
   *
   * @param vocabulary what steerability is measured over
   * @param corpus image by id
   * @param provenance the study's, in which this model takes the place of the study's own; null to
   *     name the model alone
   * @param arithmetic wanted
   */
  static LoadedModel open(
      Path folder,
      @Nullable Path saePath,
      String vocabularyName,
      List<String> vocabulary,
      Function<String, RgbImage> corpus,
      @Nullable Provenance provenance,
      Arithmetic arithmetic) {
    NDManager manager = Torch.newManager();
    try {
      VisionLanguageModel model = ModelFolder.openVlm(folder, manager, arithmetic);
      Arithmetic used = model.arithmetic().used();
      Sae sae = saePath == null ? null : SaeReader.open(saePath, manager);
      DualEncoder encoder = Encoders.openBeside(folder, model.towerFingerprint(), manager, used);
      SteeringSetup setup =
          new SteeringSetup(
              model,
              encoder,
              sae,
              corpus,
              vocabulary,
              vocabularyName,
              provenance == null
                  ? provenance(model, saePath, sae)
                  : provenance
                      .withModel(model.info().name(), model.fingerprint())
                      .withArithmetic(used),
              SteeringSetup.DEFAULT_CACHE_BYTES,
              FacetFolders.ofSystem().vectors());
      return new LoadedModel(manager, model, encoder, sae, new SteeringEngine(setup));
    } catch (RuntimeException | Error e) {
      manager.close(); // and with it everything that was loaded
      throw e;
    }
  }

  /**
   * Loads the model of a study, or another one on the same vision tower.
   *
   * @throws FacetException when its tower or the SAE is not the one that the study was made with
   */
  static LoadedModel ofStudy(Study study, Path folder, Arithmetic arithmetic) {
    StudyManifest manifest = study.manifest();
    LoadedModel loaded =
        open(
            folder,
            study.saeFolder(),
            "the words of the study",
            study.vocabulary(),
            id -> StudyNetworks.image(study, id),
            manifest.provenance(),
            arithmetic);
    try {
      loaded.require(manifest.provenance(), "The study " + study.folder());
      CorpusFigures figures = manifest.shown();
      if (figures != null) {
        loaded.useResidualNorm(study.site(), figures.residualNorm());
      }
      return loaded;
    } catch (RuntimeException | Error e) {
      loaded.close();
      throw e;
    }
  }

  /**
   * Explains the latents of a study by this model. It has caches of its own, so that its work can
   * be interrupted for captions between any two tokens.
   *
   * @throws FacetException when the study is not finished
   */
  Explainer explainer(Study study) {
    return StudyExplainer.of(study, model, sae, encoder);
  }

  private static Provenance provenance(
      VisionLanguageModel model, @Nullable Path saePath, @Nullable Sae sae) {
    return new Provenance(
        model.info().name(),
        model.fingerprint(),
        model.towerFingerprint(),
        saePath == null ? null : String.valueOf(saePath.getFileName()),
        sae == null ? null : sae.info().fingerprint(),
        null,
        null,
        null,
        model.arithmetic().used().word(),
        FacetVersion.current());
  }

  /** What the networks compute in. */
  public Arithmetic.Choice arithmetic() {
    return model.arithmetic();
  }

  /** One caption; {@code text} is told the caption so far, whole, after every token. */
  public CaptionResult caption(CaptionSpec spec, Consumer<String> text, Cancellation cancellation) {
    return engine.caption(spec, text, cancellation);
  }

  /** A run over strengths; {@code each} is told every point as soon as it is known. */
  public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    return engine.sweep(spec, each, cancellation);
  }

  /** The strength at which an edit has a given effect. */
  public DoseResult dose(DoseSpec spec, Cancellation cancellation) {
    return engine.dose(spec, cancellation);
  }

  /**
   * Norm of what an intervention adds, in units of R, the mean residual norm at its site on the
   * pictures of a question.
   */
  public double inR(Intervention intervention, List<String> images) {
    return engine.inR(intervention, images);
  }

  /** What each intervention of a question changes where it is applied. */
  public List<AppliedNorm> applied(CaptionSpec spec) {
    return engine.applied(spec);
  }

  /** A strength that most latents answer to: what it adds has eight times the norm R. */
  public double defaultStrength(Intervention unit, List<String> images) {
    return DefaultStrengths.STRONG_IN_R / engine.inR(unit.withStrength(1), images);
  }

  /** Where a preset steers this model. */
  public HookPoint site(Preset preset) {
    return preset.site(
        sae == null ? null : sae.info().hook(), model.vision().layers(), model.language().layers());
  }

  /** Steerability of many latents; see {@link SteeringEngine#steerability}. */
  public SteerabilityResult steerability(
      SteerabilitySpec spec,
      Map<Integer, UnitSteerability> known,
      Consumer<List<UnitSteerability>> each,
      Progress progress,
      Cancellation cancellation) {
    return engine.steerability(spec, known, each, progress, cancellation);
  }

  /** Number of latents of the SAE that is loaded. */
  public int latents() {
    return sae == null ? 0 : sae.info().latents();
  }

  /** D at a site of the vision tower or the language model. */
  public int width(HookPoint site) {
    return site.tower() == HookPoint.Tower.VISION
        ? model.vision().width()
        : model.language().width();
  }

  /**
   * Activations of one run at named sites; see {@link SteeringEngine#tap}.
   *
   * @param prompt asked about the images, or null
   */
  public Map<String, FloatTensor> tap(
      List<String> images,
      @Nullable String prompt,
      List<HookPoint> sites,
      List<Intervention> interventions) {
    return engine.tap(images, prompt, sites, interventions);
  }

  /**
   * What fires on an image: each latent's largest code on the patches of interest, strongest first.
   *
   * @param address of the image
   * @param patches of interest in raster order; empty for all
   * @param limit most latents that come back
   * @param label of a latent
   */
  List<Firing> firing(
      String address, HookPoint site, List<Integer> patches, int limit, IntFunction<String> label) {
    if (sae == null) {
      throw FacetException.notFound("Latents fire only where there is an SAE, and none is loaded");
    }
    return FiringLatents.of(engine.codes(address, site, sae), patches, limit, label);
  }

  /** Decoder row of a latent [D]. */
  float[] direction(int latent) {
    if (sae == null) {
      throw FacetException.notFound("Latents have directions only where an SAE is loaded");
    }
    return sae.direction(latent);
  }

  /** Largest code of every latent on some patches of an image; empty for all of them [F]. */
  float[] largestCodes(String address, HookPoint site, List<Integer> patches) {
    if (sae == null) {
      throw FacetException.notFound("Latents fire only where there is an SAE, and none is loaded");
    }
    return FiringLatents.largest(engine.codes(address, site, sae), patches);
  }

  /** The image behind an address. */
  RgbImage image(String address) {
    return engine.image(address);
  }

  /**
   * The encoder that meanings are measured with.
   *
   * @throws FacetException when the model has no encoder with a text tower
   */
  MeaningEncoder meaning() {
    if (encoder == null) {
      throw FacetException.notFound(
          "Searching by meaning needs an encoder of images and texts with the same vision tower; there is none beside "
              + model.info().name());
    }
    return new MeaningEncoder(encoder);
  }

  /**
   * Where the SAE reads.
   *
   * @param wanted named by the person, or null for what the SAE's files say
   * @throws FacetException when nobody says it
   */
  public HookPoint site(@Nullable HookPoint wanted) {
    HookPoint site = wanted != null ? wanted : sae == null ? null : sae.info().hook();
    if (site == null) {
      throw FacetException.badInput(
          "The SAE's files do not say where it reads; name the site, such as vision.layers.3.out");
    }
    return site;
  }

  /** Takes R of a site from a corpus instead of measuring it on single images. */
  void useResidualNorm(HookPoint site, double norm) {
    engine.useResidualNorm(site, norm);
  }

  /** Every place where the model can be edited, from the image to the answer. */
  List<HookPoint> steerableSites() {
    return engine.sites();
  }

  /** Of the model alone, whatever the study was made with. */
  String fingerprint() {
    return model.fingerprint();
  }

  /**
   * R at a site over some images: the mean norm of the patches in the vision tower, of all tokens
   * elsewhere but the first, on which language models park a norm of another order.
   *
   * @param prompt asked about each image where the site is no vision site
   */
  double residualNorm(HookPoint site, List<String> images, String prompt) {
    if (site.tower() == HookPoint.Tower.VISION) {
      return engine.residualNorm(site, images);
    }
    return TokenNorms.mean(
        site,
        images,
        image ->
            Objects.requireNonNull(
                engine.tap(List.of(image), prompt, List.of(site), List.of()).get(site.name())));
  }

  /** R, the mean residual norm of an image's patches at a site: the unit of strengths. */
  public double residualNorm(HookPoint site, List<String> images) {
    return engine.residualNorm(site, images);
  }

  /** What results are made with. */
  public Provenance provenance(@Nullable HookPoint site) {
    return engine.provenance(site);
  }

  /**
   * @throws FacetException when the tower or the SAE is not the one that the provenance names
   */
  void require(Provenance made, String what) {
    if (!made.tower().equals(model.towerFingerprint())) {
      throw FacetException.mismatch(
          what
              + " was made with vision tower "
              + made.tower()
              + "; "
              + model.info().name()
              + " has tower "
              + model.towerFingerprint());
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
    engine.close();
    if (encoder != null) {
      encoder.close();
    }
    if (sae != null) {
      sae.close();
    }
    model.close();
    manager.close();
  }
}
