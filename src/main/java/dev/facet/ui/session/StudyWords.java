package dev.facet.ui.session;

import dev.facet.core.PatchFrame;
import dev.facet.fx.Messages;
import dev.facet.protocol.StudyInfo;

/** What is said of a study in several places. */
public final class StudyWords {

  private StudyWords() {}

  /** Which part of each picture its tower sees, in how many pixels and patches. */
  public static String seen(StudyInfo study, Messages messages) {
    PatchFrame frame = study.frame();
    return messages.text(
        "shell.provenance.frame." + frame.base(),
        frame.pixelWidth(),
        frame.pixelHeight(),
        study.gridWidth(),
        study.gridHeight());
  }
}
