package dev.facet.fx;

/**
 * How a heat map is drawn.
 *
 * @param colours its colour map
 * @param contour whether a line surrounds what is above half of the largest value
 */
public record HeatStyle(ColourMap colours, boolean contour) {

  public static final HeatStyle DEFAULT = new HeatStyle(ColourMap.CIVIDIS, false);
}
