package dev.facet.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well an SAE reconstructs, gathered row by row in one pass; memory does not grow with the
 * number of rows. Two gatherers of consecutive rows can be added up, so that an index run that was
 * interrupted ends with the same figures.
 */
public final class ReconstructionSums {

  private static final int SCALARS = 8;
  private static final int ROWS = 0;
  private static final int NORM = 1;
  private static final int RESIDUAL_SQUARE = 2;
  private static final int RESIDUAL_NORM = 3;
  private static final int COSINE = 4;
  private static final int NORM_RATIO = 5;
  private static final int L0 = 6;
  private static final int L1 = 7;

  private final int width;
  private final double[] scalars = new double[SCALARS];
  private final double[] sumX;
  private final double[] squareX;
  private final double[] sumResidual;
  private final double[] squareResidual;

  /**
   * @param width D
   */
  public ReconstructionSums(int width) {
    this.width = width;
    this.sumX = new double[width];
    this.squareX = new double[width];
    this.sumResidual = new double[width];
    this.squareResidual = new double[width];
  }

  /**
   * Adds one row.
   *
   * @param x residuals, rows of D
   * @param xRow index of the row in {@code x}
   * @param reconstruction rows of D
   * @param reconstructionRow index of the same row in {@code reconstruction}
   */
  public void add(float[] x, int xRow, float[] reconstruction, int reconstructionRow) {
    double xx = 0;
    double rr = 0;
    double xr = 0;
    double residual = 0;
    int at = xRow * width;
    int to = reconstructionRow * width;
    for (int i = 0; i < width; i++) {
      double a = x[at + i];
      double b = reconstruction[to + i];
      double d = a - b;
      xx += a * a;
      rr += b * b;
      xr += a * b;
      residual += d * d;
      sumX[i] += a;
      squareX[i] += a * a;
      sumResidual[i] += d;
      squareResidual[i] += d * d;
    }
    double norm = Math.sqrt(xx);
    double reconstructed = Math.sqrt(rr);
    scalars[ROWS]++;
    scalars[NORM] += norm;
    scalars[RESIDUAL_SQUARE] += residual;
    scalars[RESIDUAL_NORM] += Math.sqrt(residual);
    if (norm > 0) {
      scalars[NORM_RATIO] += reconstructed / norm;
      if (reconstructed > 0) {
        scalars[COSINE] += xr / norm / reconstructed;
      }
    }
  }

  /** Adds the codes above 0 of one row: how many, and their sum of absolute values. */
  public void addCodes(int active, double absoluteSum) {
    scalars[L0] += active;
    scalars[L1] += absoluteSum;
  }

  /** Adds rows that another gathered. */
  public void add(ReconstructionSums later) {
    addTo(scalars, later.scalars);
    addTo(sumX, later.sumX);
    addTo(squareX, later.squareX);
    addTo(sumResidual, later.sumResidual);
    addTo(squareResidual, later.squareResidual);
  }

  private static void addTo(double[] target, double[] more) {
    for (int i = 0; i < target.length; i++) {
      target[i] += more[i];
    }
  }

  /** Everything gathered, for storage; {@link #of} reads it back. */
  public List<Double> values() {
    List<Double> values = new ArrayList<>(SCALARS + 4 * width);
    for (double[] part : List.of(scalars, sumX, squareX, sumResidual, squareResidual)) {
      Arrays.stream(part).forEach(values::add);
    }
    return values;
  }

  /**
   * @param values as {@link #values()} gave them
   * @param width D
   */
  public static ReconstructionSums of(List<Double> values, int width) {
    if (values.size() != SCALARS + 4 * width) {
      throw new IllegalArgumentException(
          values.size() + " stored sums do not belong to residuals of width " + width);
    }
    ReconstructionSums sums = new ReconstructionSums(width);
    int next = 0;
    for (double[] part :
        List.of(sums.scalars, sums.sumX, sums.squareX, sums.sumResidual, sums.squareResidual)) {
      for (int i = 0; i < part.length; i++) {
        part[i] = values.get(next++);
      }
    }
    return sums;
  }

  public long rows() {
    return (long) scalars[ROWS];
  }

  /** Mean norm of x: R, the unit of steering strengths. */
  public double meanNorm() {
    return scalars[NORM] / scalars[ROWS];
  }

  /**
   * 1 - Σ var(residual) / Σ var(x), variances over rows: dictionary_learning's figure. A constant
   * offset of the reconstruction costs nothing.
   */
  public double explainedVariance() {
    return 1 - spread(sumResidual, squareResidual) / spread(sumX, squareX);
  }

  /** 1 - Σ |residual|² / Σ |x - mean|²: the fraction of variance unexplained, taken from 1. */
  public double varianceExplainedByFvu() {
    return 1 - scalars[RESIDUAL_SQUARE] / spread(sumX, squareX);
  }

  /** Σ over coordinates of Σ (v - mean)². */
  private double spread(double[] sum, double[] square) {
    double spread = 0;
    for (int i = 0; i < width; i++) {
      spread += square[i] - sum[i] * sum[i] / scalars[ROWS];
    }
    return spread;
  }

  /** Mean squared error a coordinate. */
  public double meanSquaredError() {
    return scalars[RESIDUAL_SQUARE] / scalars[ROWS] / width;
  }

  /** Mean norm of the residual of a row. */
  public double meanResidualNorm() {
    return scalars[RESIDUAL_NORM] / scalars[ROWS];
  }

  /** Mean cosine of a row and its reconstruction; a zero row counts 0. */
  public double cosine() {
    return scalars[COSINE] / scalars[ROWS];
  }

  /** Mean of |reconstruction| / |x|. */
  public double normRatio() {
    return scalars[NORM_RATIO] / scalars[ROWS];
  }

  /** Mean number of codes above 0 a row. */
  public double l0() {
    return scalars[L0] / scalars[ROWS];
  }

  /** Mean sum of codes a row. */
  public double l1() {
    return scalars[L1] / scalars[ROWS];
  }

  /**
   * Mean over rows of 1 - |residual|² / |x - mean|²: a third definition in use. It needs the mean
   * of all rows first, so it takes the rows themselves [N, D].
   */
  public static double meanOfRows(float[] x, float[] reconstruction, int width) {
    int rows = x.length / width;
    double[] mean = new double[width];
    for (int i = 0; i < x.length; i++) {
      mean[i % width] += x[i] / (double) rows;
    }
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      double residual = 0;
      double spread = 0;
      for (int i = 0; i < width; i++) {
        double a = x[row * width + i];
        double d = a - reconstruction[row * width + i];
        residual += d * d;
        spread += (a - mean[i]) * (a - mean[i]);
      }
      sum += 1 - residual / spread;
    }
    return sum / rows;
  }
}
