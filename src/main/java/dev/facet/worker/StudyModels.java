package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.model.ModelFolder;
import dev.facet.steering.EffectMeter;
import dev.facet.steering.EmbeddingSteering;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a study is loaded: the tower that it was made with, and the language model that answers.
 * A study of an encoder alone keeps its tower, and language models come and go behind it; else each
 * model brings its own. Belongs to the engine thread.
 */
final class StudyModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StudyModels.class);

  private final Study study;
  private final Captioners captioners;

  /** Of a study of an encoder alone; null where the tower is that of the language model. */
  private final @Nullable LoadedTower encoder;

  /** What it does to the tower is measured by it while nothing answers. */
  private final @Nullable EmbeddingSteering embedding;

  private @Nullable String chosen;
  private @Nullable LoadedModel model;
  private String trouble = "";

  /**
   * Loads them.
   *
   * @throws FacetException when model or SAE is missing, damaged, or another than the study's
   */
  StudyModels(Study study, Arithmetic arithmetic) {
    this.study = study;
    this.captioners = new Captioners(study);
    this.chosen = captioners.first();
    if (!ModelFolder.isEncoder(study.modelFolder())) {
      this.encoder = null;
      this.embedding = null;
      this.model = LoadedModel.ofStudy(study, study.modelFolder(), arithmetic);
      return;
    }
    this.encoder = LoadedTower.ofStudy(study, arithmetic);
    this.embedding = encoder.embedding(SteeringSubject.of(study)).orElse(null);
    if (chosen != null) {
      try {
        this.model = load(captioners.folder(chosen), arithmetic);
      } catch (FacetException e) {
        // What needs no language model is worth having all the same.
        LOG.warn("{} does not answer: {}", chosen, e.getMessage());
        trouble = "The language model " + chosen + " could not be loaded: " + e.getMessage();
        chosen = null;
      } catch (RuntimeException | Error e) {
        encoder.close();
        throw e;
      }
    }
  }

  private LoadedModel load(Path folder, Arithmetic arithmetic) {
    return encoder == null
        ? LoadedModel.ofStudy(study, folder, arithmetic)
        : LoadedModel.behind(encoder, study, folder, arithmetic);
  }

  /** What sees. */
  LoadedTower tower() {
    return encoder != null ? encoder : answering().tower();
  }

  /**
   * What answers.
   *
   * @throws FacetException when nothing does
   */
  LoadedModel answering() {
    return present().orElseThrow(() -> FacetException.notFound(StudyTower.noLanguageModel(study)));
  }

  /** What answers, or nothing. */
  Optional<LoadedModel> present() {
    return Optional.ofNullable(model);
  }

  /** What measures edits: what answers, or else the encoder where it has texts. */
  Optional<EffectMeter> meter() {
    return model != null ? Optional.of(model.engine()) : Optional.ofNullable(embedding);
  }

  /**
   * The same.
   *
   * @throws FacetException when nothing does: a language model is needed
   */
  EffectMeter measuring() {
    return meter().orElseThrow(() -> FacetException.notFound(StudyTower.noLanguageModel(study)));
  }

  /** The name of what answers, or empty. */
  String name() {
    return chosen == null ? "" : chosen;
  }

  /** Where what answers lies: the study's own folder where nothing does. */
  Path folder() {
    return chosen == null ? study.modelFolder() : captioners.folder(chosen);
  }

  /** The folder of a model by its name. */
  Path folder(String name) {
    return captioners.folder(name);
  }

  /** All that may answer, the study's own first. */
  List<String> names() {
    return captioners.names();
  }

  /** Another language model for a while, in the arithmetic of the others; the caller closes it. */
  LoadedModel other(Path folder) {
    return load(folder, tower().arithmetic().used());
  }

  /**
   * Why a remembered language model does not answer, or what is to be known of the one that does.
   */
  String trouble() {
    return present()
        .flatMap(LoadedModel::rounded)
        .map(format -> StudyTower.note(name(), format))
        .orElse(trouble);
  }

  /**
   * Lets one of them answer.
   *
   * @throws FacetException when it is missing, damaged, or has another vision tower; the present
   *     one stays then
   */
  void choose(String name) {
    Path folder = captioners.folder(name);
    if (!name.equals(chosen)) {
      captioners.check(folder);
      replace(name);
    }
    captioners.remember(name);
  }

  /**
   * Lets a language model from any folder answer.
   *
   * @throws FacetException as {@link #choose}
   */
  void attach(Path folder) {
    captioners.check(folder);
    choose(captioners.put(folder));
  }

  private void replace(String name) {
    Arithmetic arithmetic = tower().arithmetic().used();
    // First out, then in: two large models need not fit.
    if (model != null) {
      model.close();
      model = null;
    }
    try {
      model = load(captioners.folder(name), arithmetic);
      chosen = name;
      trouble = "";
    } catch (RuntimeException | Error e) {
      if (chosen != null) {
        model = load(captioners.folder(chosen), arithmetic);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
    if (embedding != null) {
      embedding.close();
    }
    if (encoder != null) {
      encoder.close();
    }
  }
}
