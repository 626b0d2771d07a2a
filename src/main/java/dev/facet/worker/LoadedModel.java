package dev.facet.worker;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.DType;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Preset;
import dev.facet.explain.Explainer;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.steering.SteeringEngine;
import dev.facet.tensor.Torch;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model that writes captions, loaded, with the tower that it sees through, the SAE that steers it
 * and the encoder that measures it. Belongs to the thread that opened it.
 */
public final class LoadedModel implements MeasuringModel {

  private final LoadedTower tower;
  private final VisionLanguageModel model;
  private final SteeringEngine engine;
  private final Runnable release;
  private Optional<DType> rounded = Optional.empty();

  /**
   * @param release frees all that this model alone uses
   */
  private LoadedModel(
      LoadedTower tower, VisionLanguageModel model, SteeringSubject subject, Runnable release) {
    this.tower = tower;
    this.model = model;
    this.release = release;
    this.engine = new SteeringEngine(subject.setup(model, tower));
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
    return whole(folder, SteeringSubject.alone(folder, sae), arithmetic);
  }

  /** Loads all of it. */
  private static LoadedModel whole(Path folder, SteeringSubject subject, Arithmetic arithmetic) {
    NDManager manager = Torch.newManager();
    try {
      VisionLanguageModel model = ModelFolder.openVlm(folder, manager, arithmetic);
      Sae sae = subject.sae() == null ? null : SaeReader.open(subject.sae(), manager);
      DualEncoder encoder =
          Encoders.openBeside(folder, model.towerFingerprint(), manager, model.arithmetic().used());
      LoadedTower tower = new LoadedTower(manager, model, encoder, sae, subject.corpus());
      return new LoadedModel(tower, model, subject, tower::close);
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
    if (ModelFolder.isEncoder(study.modelFolder())) {
      LoadedTower tower = LoadedTower.ofStudy(study, arithmetic);
      try {
        return behind(tower, study, folder, arithmetic, tower::close);
      } catch (RuntimeException | Error e) {
        tower.close();
        throw e;
      }
    }
    LoadedModel loaded = whole(folder, SteeringSubject.of(study), arithmetic);
    try {
      loaded.tower.require(study.manifest().provenance(), "The study " + study.folder());
      loaded.knowResidualNorm(study);
      return loaded;
    } catch (RuntimeException | Error e) {
      loaded.close();
      throw e;
    }
  }

  /**
   * Loads a language model behind the encoder that a study was made with, whose SAE and text tower
   * it shares.
   *
   * @param tower of the study; stays open when the model is closed
   * @throws FacetException when the model's vision tower is another one
   */
  static LoadedModel behind(LoadedTower tower, Study study, Path folder, Arithmetic arithmetic) {
    return behind(tower, study, folder, arithmetic, () -> {});
  }

  private static LoadedModel behind(
      LoadedTower tower, Study study, Path folder, Arithmetic arithmetic, Runnable last) {
    NDManager manager = Torch.newManager();
    try {
      VisionLanguageModel model = ModelFolder.openVlm(folder, manager, arithmetic);
      Optional<DType> format = StudyTower.require(study, folder, model.towerFingerprint());
      LoadedModel loaded =
          new LoadedModel(
              tower,
              model,
              SteeringSubject.of(study),
              () -> {
                model.close();
                manager.close();
                last.run();
              });
      loaded.rounded = format;
      loaded.knowResidualNorm(study);
      return loaded;
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private void knowResidualNorm(Study study) {
    CorpusFigures figures = study.manifest().shown();
    if (figures != null) {
      useResidualNorm(study.site(), figures.residualNorm());
    }
  }

  @Override
  public SteeringEngine meter() {
    return engine;
  }

  @Override
  public boolean answers() {
    return true;
  }

  /** What writes captions and measures edits. */
  public SteeringEngine engine() {
    return engine;
  }

  /** The number format to which the study's tower was rounded in it; empty where it was not. */
  Optional<DType> rounded() {
    return rounded;
  }

  /**
   * Looks at a question of the window before it is asked.
   *
   * @throws FacetException when patches were painted that this model does not see as painted
   */
  void requirePainted(List<Intervention> edits, List<String> images) {
    PaintedPatches.require(model, engine, edits, images);
  }

  /** What it sees through. */
  LoadedTower tower() {
    return tower;
  }

  /**
   * Explains the latents of a study by this model. It has caches of its own, so that its work can
   * be interrupted for captions between any two tokens.
   *
   * @throws FacetException when the study is not finished
   */
  Explainer explainer(Study study) {
    return StudyExplainer.of(study, model, tower.sae(), tower.encoder());
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return model.arithmetic();
  }

  /** A strength that most latents answer to: what it adds has eight times the norm R. */
  public double defaultStrength(Intervention unit, List<String> images) {
    return DefaultStrengths.STRONG_IN_R / engine.inR(unit.withStrength(1), images);
  }

  /** Where a preset steers this model. */
  public HookPoint site(Preset preset) {
    return preset.site(tower.hook(), model.vision().layers(), model.language().layers());
  }

  @Override
  public HookPoint site(@Nullable HookPoint wanted) {
    return tower.site(wanted);
  }

  @Override
  public int latents() {
    return tower.latents();
  }

  @Override
  public int width(HookPoint site) {
    return site.tower() == HookPoint.Tower.VISION
        ? model.vision().width()
        : model.language().width();
  }

  /** Takes R of a site from a corpus instead of measuring it on single images. */
  void useResidualNorm(HookPoint site, double norm) {
    engine.useResidualNorm(site, norm);
    tower.useResidualNorm(site, norm);
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

  @Override
  public void close() {
    engine.close();
    release.run();
  }
}
