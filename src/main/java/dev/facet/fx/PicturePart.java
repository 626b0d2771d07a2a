package dev.facet.fx;

import javafx.geometry.Rectangle2D;

/** The part of a picture that a heat map or a grid covers. */
@FunctionalInterface
public interface PicturePart {

  /** All of it. */
  PicturePart WHOLE = (width, height) -> new Rectangle2D(0, 0, 1, 1);

  /**
   * The part of a picture of this size, as shares of its width and height; it may be larger than
   * the picture.
   */
  Rectangle2D of(double width, double height);

  /**
   * Where the part lies, rounded to pixels.
   *
   * @param shown the picture on the screen
   */
  default Rectangle2D on(Rectangle2D shown) {
    Rectangle2D part = of(shown.getWidth(), shown.getHeight());
    double left = Math.round(shown.getMinX() + part.getMinX() * shown.getWidth());
    double top = Math.round(shown.getMinY() + part.getMinY() * shown.getHeight());
    double right = Math.round(shown.getMinX() + part.getMaxX() * shown.getWidth());
    double bottom = Math.round(shown.getMinY() + part.getMaxY() * shown.getHeight());
    return new Rectangle2D(left, top, right - left, bottom - top);
  }
}
