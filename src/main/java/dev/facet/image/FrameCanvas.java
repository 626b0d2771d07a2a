package dev.facet.image;

/**
 * Where the first frame of an animation lies. What it does not cover is transparent, so white.
 *
 * @param width of the whole picture; 0 where the frame is all there is
 * @param height of the whole picture
 * @param left of the frame
 * @param top of the frame
 */
record FrameCanvas(int width, int height, int left, int top) {

  /** The frame is the picture. */
  static final FrameCanvas NONE = new FrameCanvas(0, 0, 0, 0);

  /** Width of the picture with this frame on it. */
  int widthWith(int frame) {
    return Math.max(width, left + frame);
  }

  int heightWith(int frame) {
    return Math.max(height, top + frame);
  }

  RgbImage put(RgbImage frame) {
    int outWidth = widthWith(frame.width());
    int outHeight = heightWith(frame.height());
    if (outWidth == frame.width() && outHeight == frame.height()) {
      return frame;
    }
    RgbImage canvas = RgbImage.filled(outWidth, outHeight, 255, 255, 255);
    for (int y = 0; y < frame.height(); y++) {
      System.arraycopy(
          frame.rgb(),
          3 * y * frame.width(),
          canvas.rgb(),
          3 * ((top + y) * outWidth + left),
          3 * frame.width());
    }
    return canvas;
  }
}
