package dev.facet.index;

import dev.facet.core.PatchFrame;
import dev.facet.image.ImageProcessor;
import dev.facet.workspace.Study;

/** Which part of a picture the patches of a study show. */
public final class StudyFrame {

  private StudyFrame() {}

  /**
   * As the study notes it, else by the processor of its model.
   *
   * @throws dev.facet.core.FacetException when an older Facet made the study and its model is gone
   */
  public static PatchFrame of(Study study) {
    PatchFrame noted = study.manifest().frame();
    return noted != null ? noted : ImageProcessor.fromFolder(study.modelFolder()).frame();
  }
}
