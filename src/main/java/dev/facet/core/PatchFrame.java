package dev.facet.core;

/**
 * Which part of a picture becomes the patches of a vision tower: what was found on a patch can be
 * shown where it is. The part lies in the middle; CLIP's processor, for one, cuts off the ends of
 * the longer side, and LLaVA's may fill up the shorter one.
 *
 * @param base what the part is measured in
 * @param width of the part, in the base's width
 * @param height of the part, in the base's height
 * @param pixelWidth pixels a row of what the tower gets
 * @param pixelHeight pixel rows
 */
public record PatchFrame(Base base, double width, double height, int pixelWidth, int pixelHeight) {

  /** What a part is measured in. */
  public enum Base {
    /** The picture, stretched where its ratio is another. */
    PICTURE,
    /** The square over its shorter side. */
    SHORTER_SIDE,
    /** The square over its longer side: more than the picture. */
    LONGER_SIDE
  }

  /**
   * A part of a picture as shares of its width and height; beyond 0 to 1 where the picture is
   * filled up.
   */
  public record Part(double left, double top, double width, double height) {}

  /** The whole of every picture. */
  public static PatchFrame whole(int pixelWidth, int pixelHeight) {
    return new PatchFrame(Base.PICTURE, 1, 1, pixelWidth, pixelHeight);
  }

  /** The part of a picture of this size, or of this ratio. */
  public Part of(double pictureWidth, double pictureHeight) {
    double side =
        switch (base) {
          case PICTURE -> 0;
          case SHORTER_SIDE -> Math.min(pictureWidth, pictureHeight);
          case LONGER_SIDE -> Math.max(pictureWidth, pictureHeight);
        };
    double w = width * (side == 0 ? 1 : side / pictureWidth);
    double h = height * (side == 0 ? 1 : side / pictureHeight);
    return new Part((1 - w) / 2, (1 - h) / 2, w, h);
  }
}
