package dev.facet.fx.picture;

/**
 * Where a picture lies in a view: at zoom 1 it just fits. It never leaves the view emptier than it
 * must: a picture that is smaller than the view stands in its middle, a larger one covers it.
 *
 * @param viewWidth of the view
 * @param viewHeight of the view
 * @param pictureWidth of the picture, its own pixels
 * @param pictureHeight of the picture, its own pixels
 * @param zoom 1 fits
 * @param centreX point of the picture in the view's middle, 0 to 1
 * @param centreY point of the picture in the view's middle, 0 to 1
 */
record ViewportGeometry(
    double viewWidth,
    double viewHeight,
    double pictureWidth,
    double pictureHeight,
    double zoom,
    double centreX,
    double centreY) {

  static final double LARGEST_ZOOM = 32;

  ViewportGeometry {
    zoom = Math.clamp(zoom, 1, LARGEST_ZOOM);
    double scale = zoom * Math.min(viewWidth / pictureWidth, viewHeight / pictureHeight);
    centreX = clampCentre(centreX, viewWidth / (pictureWidth * scale));
    centreY = clampCentre(centreY, viewHeight / (pictureHeight * scale));
  }

  static ViewportGeometry fit(
      double viewWidth, double viewHeight, double pictureWidth, double pictureHeight) {
    return new ViewportGeometry(viewWidth, viewHeight, pictureWidth, pictureHeight, 1, 0.5, 0.5);
  }

  /** Share of the picture that the view shows decides how far the middle may go. */
  private static double clampCentre(double centre, double shown) {
    if (!(shown < 1)) {
      return 0.5;
    }
    return Math.clamp(centre, shown / 2, 1 - shown / 2);
  }

  /** Screen pixels to a pixel of the picture. */
  double scale() {
    return zoom * Math.min(viewWidth / pictureWidth, viewHeight / pictureHeight);
  }

  double width() {
    return pictureWidth * scale();
  }

  double height() {
    return pictureHeight * scale();
  }

  double left() {
    return viewWidth / 2 - centreX * width();
  }

  double top() {
    return viewHeight / 2 - centreY * height();
  }

  /** A place in the view as a share of the picture; outside of 0 to 1 beside it. */
  double toPictureX(double x) {
    return (x - left()) / width();
  }

  double toPictureY(double y) {
    return (y - top()) / height();
  }

  /** Larger by a factor, with the place under a point of the view staying there. */
  ViewportGeometry zoomed(double factor, double x, double y) {
    double px = toPictureX(x);
    double py = toPictureY(y);
    double newZoom = Math.clamp(zoom * factor, 1, LARGEST_ZOOM);
    double newWidth = width() * newZoom / zoom;
    double newHeight = height() * newZoom / zoom;
    return new ViewportGeometry(
        viewWidth,
        viewHeight,
        pictureWidth,
        pictureHeight,
        newZoom,
        px + (viewWidth / 2 - x) / newWidth,
        py + (viewHeight / 2 - y) / newHeight);
  }

  /** Moved along with the mouse. */
  ViewportGeometry panned(double dx, double dy) {
    return new ViewportGeometry(
        viewWidth,
        viewHeight,
        pictureWidth,
        pictureHeight,
        zoom,
        centreX - dx / width(),
        centreY - dy / height());
  }

  ViewportGeometry resized(double newViewWidth, double newViewHeight) {
    return new ViewportGeometry(
        newViewWidth, newViewHeight, pictureWidth, pictureHeight, zoom, centreX, centreY);
  }
}
