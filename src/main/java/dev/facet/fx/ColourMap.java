package dev.facet.fx;

/**
 * Cividis: a perceptually even colour map that people with colour-vision deficiency read the same
 * way (Nunez, Anderton and Renslow 2018). The polynomial fit is the one of d3-scale-chromatic.
 */
public final class ColourMap {

  private static final int STEPS = 256;
  private static final int[] CIVIDIS = table();

  private ColourMap() {}

  /** The colour of a value in [0, 1] as 0xRRGGBB. */
  public static int cividis(double value) {
    int step = (int) Math.round(Math.clamp(value, 0, 1) * (STEPS - 1));
    return CIVIDIS[step];
  }

  private static int[] table() {
    int[] table = new int[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double t = i / (STEPS - 1.0);
      double r = -4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))));
      double g = 32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))));
      double b = 81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))));
      table[i] = channel(r) << 16 | channel(g) << 8 | channel(b);
    }
    return table;
  }

  private static int channel(double value) {
    return (int) Math.round(Math.clamp(value, 0, 255));
  }
}
