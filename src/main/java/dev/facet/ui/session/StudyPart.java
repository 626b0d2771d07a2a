package dev.facet.ui.session;

import dev.facet.core.PatchFrame;
import dev.facet.fx.PicturePart;
import dev.facet.protocol.StudyInfo;
import javafx.geometry.Rectangle2D;

/** The part of a picture that a study's patches cover. */
record StudyPart(PatchFrame frame) implements PicturePart {

  static PicturePart of(StudyInfo study) {
    return new StudyPart(study.frame());
  }

  @Override
  public Rectangle2D of(double width, double height) {
    PatchFrame.Part part = frame.of(width, height);
    return new Rectangle2D(part.left(), part.top(), part.width(), part.height());
  }
}
