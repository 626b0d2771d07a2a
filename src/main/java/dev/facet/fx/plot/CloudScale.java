package dev.facet.fx.plot;

/**
 * Where the values of a plot stand on the screen.
 *
 * @param left edge of the plot, pixels
 * @param top edge
 * @param width of the plot
 * @param height of the plot
 * @param bounds the values at its edges; the vertical ones grow upwards
 */
record CloudScale(double left, double top, double width, double height, Bounds bounds) {

  double screenX(double x) {
    return left + (x - bounds.fromX()) / bounds.width() * width;
  }

  double screenY(double y) {
    return top + (bounds.toY() - y) / bounds.height() * height;
  }

  double valueX(double screen) {
    return bounds.fromX() + (screen - left) / Math.max(1, width) * bounds.width();
  }

  double valueY(double screen) {
    return bounds.toY() - (screen - top) / Math.max(1, height) * bounds.height();
  }

  /** The nearest pixel within the plot. */
  double inX(double x) {
    return Math.clamp(x, left, left + width);
  }

  /** The nearest pixel within the plot. */
  double inY(double y) {
    return Math.clamp(y, top, top + height);
  }

  /** The point nearest to a pixel, at most so many pixels away, or -1. */
  int nearest(PointCloud cloud, double x, double y, double reach) {
    return cloud.nearest(
        valueX(x), valueY(y), width / bounds.width(), height / bounds.height(), reach);
  }
}
