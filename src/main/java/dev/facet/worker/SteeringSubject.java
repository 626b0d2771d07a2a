package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.FacetVersion;
import dev.facet.core.Provenance;
import dev.facet.image.RgbImage;
import dev.facet.index.StudyIndexer;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionModel;
import dev.facet.sae.Sae;
import dev.facet.steering.SteeringSetup;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a loaded model is asked about.
 *
 * @param sae folder or file of the SAE that steers, or null
 * @param corpus image by id of the open study: {@code corpus:ID}
 * @param vocabulary what steerability is measured over
 * @param vocabularyName its name
 * @param provenance the study's, in which the model takes the place of the study's own; null to
 *     name the model alone
 */
record SteeringSubject(
    @Nullable Path sae,
    Function<String, RgbImage> corpus,
    List<String> vocabulary,
    String vocabularyName,
    @Nullable Provenance provenance) {

  static SteeringSubject of(Study study) {
    return new SteeringSubject(
        study.saeFolder(),
        id -> StudyNetworks.image(study, id),
        study.vocabulary(),
        "the words of the study",
        study.manifest().provenance());
  }

  /** No study: the words are built in. */
  static SteeringSubject alone(Path model, @Nullable Path sae) {
    List<String> words =
        FacetFolders.ofSystem().isDemo(model) ? DemoWords.all() : StudyIndexer.builtInWords();
    return new SteeringSubject(
        sae,
        id -> {
          throw FacetException.notFound("corpus:" + id + " needs a study, and none is open");
        },
        words,
        words.size() + " built-in words",
        null);
  }

  /** What an engine works with. */
  SteeringSetup setup(VisionLanguageModel model, LoadedTower tower) {
    return new SteeringSetup(
        model,
        tower.encoder(),
        tower.sae(),
        corpus,
        vocabulary,
        vocabularyName,
        made(model, tower.sae()),
        SteeringSetup.DEFAULT_CACHE_BYTES,
        tower.model().towerFingerprint(),
        FacetFolders.ofSystem().vectors());
  }

  /**
   * What results are made with.
   *
   * @param model that is asked, whatever the study was made with
   * @param loaded the SAE, or null
   */
  Provenance made(VisionModel model, @Nullable Sae loaded) {
    if (provenance != null) {
      return provenance
          .withModel(model.info().name(), model.fingerprint())
          .withArithmetic(model.arithmetic().used());
    }
    return new Provenance(
        model.info().name(),
        model.fingerprint(),
        model.towerFingerprint(),
        sae == null ? null : String.valueOf(sae.getFileName()),
        loaded == null ? null : loaded.info().fingerprint(),
        null,
        null,
        null,
        model.arithmetic().used().word(),
        FacetVersion.current());
  }
}
