package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Rank tests between methods and figures, as scipy computes them. */
public final class RankTests {

  private RankTests() {}

  /** Which difference a test looks for. */
  public enum Alternative {
    GREATER,
    LESS,
    TWO_SIDED
  }

  /** A statistic and its p-value. */
  public record Result(double statistic, double p) {}

  /**
   * Mann-Whitney U of x against y with the normal approximation: continuity correction ½ and sigma
   * corrected for ties.
   *
   * @return U of x: pairs with x above y, ties counting half
   */
  public static Result mannWhitney(double[] x, double[] y, Alternative alternative) {
    double[] all =
        IntStream.range(0, x.length + y.length)
            .mapToDouble(i -> i < x.length ? x[i] : y[i - x.length])
            .toArray();
    double[] ranks = averageRanks(all);
    double rankSum = 0;
    for (int i = 0; i < x.length; i++) {
      rankSum += ranks[i];
    }
    double nx = x.length;
    double ny = y.length;
    double n = nx + ny;
    double u = rankSum - nx * (nx + 1) / 2;
    double sigma = Math.sqrt(nx * ny / 12 * (n + 1 - tieTerm(all) / (n * (n - 1))));
    double mean = nx * ny / 2;
    double p =
        switch (alternative) {
          case GREATER -> upperTail((u - mean - 0.5) / sigma);
          case LESS -> upperTail((mean - u - 0.5) / sigma);
          case TWO_SIDED ->
              Math.min(1, 2 * upperTail((Math.max(u, nx * ny - u) - mean - 0.5) / sigma));
        };
    return new Result(u, p);
  }

  /**
   * The same with the exact distribution of U; right only without ties, and meant for small
   * samples.
   */
  public static Result mannWhitneyExact(double[] x, double[] y, Alternative alternative) {
    double u = mannWhitney(x, y, alternative).statistic();
    double[] share = distribution(x.length, y.length);
    int value = (int) Math.rint(u);
    double greater = 0;
    double less = 0;
    for (int k = 0; k < share.length; k++) {
      greater += k >= value ? share[k] : 0;
      less += k <= value ? share[k] : 0;
    }
    double p =
        switch (alternative) {
          case GREATER -> greater;
          case LESS -> less;
          case TWO_SIDED -> Math.min(1, 2 * Math.min(greater, less));
        };
    return new Result(u, p);
  }

  /** Probability of each U from 0 to nx · ny when the two samples are alike. */
  private static double[] distribution(int nx, int ny) {
    double[][] ways = new double[nx + 1][nx * ny + 1];
    ways[0][0] = 1;
    // Adding the j-th of all n ranks to the sample: the classic subset-sum recurrence.
    for (int rank = 1; rank <= nx + ny; rank++) {
      for (int taken = Math.min(rank, nx); taken >= 1; taken--) {
        int gain = rank - taken;
        for (int sum = nx * ny; sum >= gain; sum--) {
          ways[taken][sum] += ways[taken - 1][sum - gain];
        }
      }
    }
    double total = Arrays.stream(ways[nx]).sum();
    return Arrays.stream(ways[nx]).map(w -> w / total).toArray();
  }

  /**
   * Exact sign test of pairs, one-sided: how probable at least so many wins are when a pair that is
   * not a draw is won by either side alike (McNemar's exact test for yes and no).
   *
   * @return the wins, and p
   */
  public static Result signTest(int wins, int losses) {
    int n = wins + losses;
    double p = 0;
    for (int k = wins; k <= n; k++) {
      p +=
          Math.exp(logGamma(n + 1.0) - logGamma(k + 1.0) - logGamma(n - k + 1.0) - n * Math.log(2));
    }
    return new Result(wins, Math.min(1, p));
  }

  /** Spearman's rho: Pearson's correlation of average ranks; two-sided p from Student's t. */
  public static Result spearman(double[] x, double[] y) {
    double rho = pearson(averageRanks(x), averageRanks(y));
    double freedom = x.length - 2;
    double t2 = rho * rho * freedom / ((1 - rho) * (1 + rho));
    double p =
        Double.isNaN(rho)
            ? Double.NaN
            : Double.isInfinite(t2)
                ? 0
                : incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t2));
    return new Result(rho, p);
  }

  private static double pearson(double[] x, double[] y) {
    double mx = Arrays.stream(x).average().orElse(Double.NaN);
    double my = Arrays.stream(y).average().orElse(Double.NaN);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mx) * (y[i] - my);
      xx += (x[i] - mx) * (x[i] - mx);
      yy += (y[i] - my) * (y[i] - my);
    }
    return xx == 0 || yy == 0 ? Double.NaN : Math.clamp(xy / Math.sqrt(xx) / Math.sqrt(yy), -1, 1);
  }

  /** Ranks from 1; equal values share the mean of their ranks. */
  static double[] averageRanks(double[] values) {
    Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  /** Σ (t³ - t) over groups of equal values. */
  private static double tieTerm(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double term = 0;
    for (int from = 0; from < sorted.length; ) {
      int to = from;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      double t = to - from;
      term += t * t * t - t;
      from = to;
    }
    return term;
  }

  /** P(Z > z) of the standard normal, through the incomplete gamma function. */
  static double upperTail(double z) {
    if (Double.isNaN(z)) {
      return Double.NaN;
    }
    double half = 0.5 * upperGammaHalf(z * z / 2);
    return z >= 0 ? half : 1 - half;
  }

  /**
   * Q(½, x) = erfc(√x): the series below 1.5, Lentz's continued fraction above (Abramowitz and
   * Stegun 6.5.29 and 6.5.31).
   */
  private static double upperGammaHalf(double x) {
    if (x == 0) {
      return 1;
    }
    // Beyond this the tail is below the smallest double; an infinite z comes from samples that are
    // all tied.
    if (x > 745) {
      return 0;
    }
    double front = Math.exp(-x) * Math.sqrt(x / Math.PI);
    if (x < 1.5) {
      double term = 2;
      double sum = 2;
      for (int n = 1; term > sum * 1e-17; n++) {
        term *= x / (n + 0.5);
        sum += term;
      }
      return 1 - front * sum;
    }
    double b = x + 0.5;
    double c = 1e300;
    double d = 1 / b;
    double fraction = d;
    for (int i = 1; i < 500; i++) {
      double a = -i * (i - 0.5);
      b += 2;
      d = 1 / (a * d + b);
      c = b + a / c;
      double step = c * d;
      fraction *= step;
      if (Math.abs(step - 1) < 1e-16) {
        break;
      }
    }
    return front * fraction;
  }

  /** Regularised incomplete beta I_x(a, b), by Lentz's continued fraction (A. and S. 26.5.8). */
  static double incompleteBeta(double a, double b, double x) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    if (x > (a + 1) / (a + b + 2)) {
      return 1 - incompleteBeta(b, a, 1 - x);
    }
    double front =
        Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b))
            / a;
    double c = 1;
    double d = 1 / (1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m < 1000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / (1 + even * d);
      c = 1 + even / c;
      fraction *= c * d;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / (1 + odd * d);
      c = 1 + odd / c;
      double step = c * d;
      fraction *= step;
      if (Math.abs(step - 1) < 1e-16) {
        break;
      }
    }
    return front * fraction;
  }

  /** ln Γ(x) for x > 0: shifted upwards, then Stirling's series. */
  static double logGamma(double x) {
    double shift = 0;
    double z = x;
    while (z < 15) {
      shift -= Math.log(z);
      z++;
    }
    double i = 1 / (z * z);
    double series =
        (1.0 / 12 - i * (1.0 / 360 - i * (1.0 / 1260 - i * (1.0 / 1680 - i / 1188)))) / z;
    return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
