package dev.facet.fx;

/**
 * Perceptually even colour maps, dark to bright, that people with colour-vision deficiency read the
 * same way.
 */
public enum ColourMap {
  /**
   * Made for colour-vision deficiency (Nunez, Anderton and Renslow 2018). The polynomial fit is the
   * one of d3-scale-chromatic.
   */
  CIVIDIS {
    @Override
    double[] colour(double t) {
      return new double[] {
        -4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57)))),
        32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37)))),
        81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))))
      };
    }
  },
  /** Of matplotlib (van der Walt and Smith 2015), fitted by a polynomial of degree 6 (Zucker). */
  VIRIDIS {
    @Override
    double[] colour(double t) {
      return polynomial(
          t,
          new double[] {
            0.2777273, 0.1050930, -0.3308618, -4.6342305, 6.2282699, 4.7763850, -5.4354559
          },
          new double[] {
            0.0054073, 1.4046135, 0.2148476, -5.7991010, 14.1799334, -13.7451454, 4.6458526
          },
          new double[] {
            0.3340998, 1.3845902, 0.0950952, -19.3324410, 56.6905526, -65.3530326, 26.3124352
          });
    }
  },
  /** Of matplotlib (van der Walt and Smith 2015), fitted by a polynomial of degree 6 (Zucker). */
  MAGMA {
    @Override
    double[] colour(double t) {
      return polynomial(
          t,
          new double[] {
            -0.0021365, 0.2516605, 8.3537173, -27.6687331, 52.1761398, -50.7685254, 18.6557051
          },
          new double[] {
            -0.0007497, 0.6775232, -3.5777195, 14.2647308, -27.9436061, 29.0465828, -11.4897735
          },
          new double[] {
            -0.0053861, 2.4940266, 0.3144680, -13.6492132, 12.9441694, 4.2341530, -5.6019615
          });
    }
  },
  /** Black to white. */
  GREY {
    @Override
    double[] colour(double t) {
      return new double[] {255 * t, 255 * t, 255 * t};
    }
  };

  private static final int STEPS = 256;

  private final int[] table = new int[STEPS];

  ColourMap() {
    for (int i = 0; i < STEPS; i++) {
      double[] c = colour(i / (STEPS - 1.0));
      table[i] = channel(c[0]) << 16 | channel(c[1]) << 8 | channel(c[2]);
    }
  }

  /** Red, green and blue, 0 to 255, of a value in [0, 1]. */
  abstract double[] colour(double t);

  /** The colour of a value in [0, 1] as 0xRRGGBB. */
  public int rgb(double value) {
    return table[(int) Math.round(Math.clamp(value, 0, 1) * (STEPS - 1))];
  }

  private static double[] polynomial(double t, double[] red, double[] green, double[] blue) {
    return new double[] {255 * horner(t, red), 255 * horner(t, green), 255 * horner(t, blue)};
  }

  private static double horner(double t, double[] coefficients) {
    double sum = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      sum = sum * t + coefficients[i];
    }
    return sum;
  }

  private static int channel(double value) {
    return (int) Math.round(Math.clamp(value, 0, 255));
  }
}
