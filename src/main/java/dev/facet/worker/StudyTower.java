package dev.facet.worker;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.DType;
import dev.facet.core.FacetException;
import dev.facet.core.Provenance;
import dev.facet.model.ModelFolder;
import dev.facet.model.TowerRounding;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a language model sees through the vision tower that a study was made with. */
final class StudyTower {

  private StudyTower() {}

  /**
   * Compares a model's tower with the study's. Behind an encoder alone a rounding of its weights
   * will do as well; that is looked at weight by weight. Loads neither.
   *
   * @param folder of the language model
   * @param tower its tower's fingerprint
   * @return the number format that the study's weights were rounded to; empty where they are the
   *     very same
   * @throws FacetException when it is another tower
   */
  static Optional<DType> require(Study study, Path folder, String tower) {
    Provenance made = study.manifest().provenance();
    if (made.tower().equals(tower)) {
      return Optional.empty();
    }
    Optional<DType> rounded =
        ModelFolder.isEncoder(study.modelFolder()) ? rounding(study, folder) : Optional.empty();
    if (rounded.isEmpty()) {
      throw another(folder.toString(), tower, made, "The study " + study.folder());
    }
    return rounded;
  }

  private static Optional<DType> rounding(Study study, Path folder) {
    try (Checkpoint ours = Checkpoint.open(study.modelFolder());
        Checkpoint theirs = Checkpoint.open(folder)) {
      return TowerRounding.between(ours, theirs);
    }
  }

  /** The sentence that names both fingerprints. */
  static FacetException another(String name, String tower, Provenance made, String what) {
    return FacetException.mismatch(
        what + " was made with vision tower " + made.tower() + "; " + name + " has tower " + tower);
  }

  /** What is to be known of a model whose tower is a rounding. */
  static String note(String model, DType format) {
    return "The vision tower of "
        + model
        + " has the study's weights rounded to "
        + format
        + ": its activations differ from the study's in the last digits";
  }

  /** Why a study of an encoder alone writes no captions, and what helps. */
  static String noLanguageModel(Study study) {
    return "The study "
        + study.folder()
        + " was made with "
        + study.manifest().provenance().model()
        + ", an encoder that writes no text; choose a language model whose vision tower is the same ("
        + study.manifest().provenance().tower()
        + ")";
  }
}
