package dev.facet.fx.plot;

/** A rectangle of the plane, both ends included, in the points' own units. */
public record Bounds(double fromX, double toX, double fromY, double toY) {

  /** Of two opposite corners in any order. */
  public static Bounds of(double x1, double y1, double x2, double y2) {
    return new Bounds(Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2));
  }

  public boolean contains(double x, double y) {
    return x >= fromX && x <= toX && y >= fromY && y <= toY;
  }

  public double width() {
    return toX - fromX;
  }

  public double height() {
    return toY - fromY;
  }
}
