package dev.facet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WhiteningTest {

  @Test
  void the_result_solves_the_equation() {
    int d = 7;
    Random random = new Random(2);
    double[][] covariance = new double[d][d];
    double trace = 0;
    for (int sample = 0; sample < 4; sample++) {
      double[] x = random.doubles(d).toArray();
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          covariance[i][j] += x[i] * x[j];
        }
      }
    }
    for (int i = 0; i < d; i++) {
      trace += covariance[i][i];
    }
    double[] x = random.doubles(d).toArray();
    double[] y = new Whitening(covariance, 0.3).apply(x);
    for (int i = 0; i < d; i++) {
      double back = 0.3 * trace / d * y[i];
      for (int j = 0; j < d; j++) {
        back += covariance[i][j] * y[j];
      }
      assertEquals(x[i], back, 1e-12);
    }
  }

  @Test
  void a_direction_in_which_everything_varies_counts_less() {
    double[] y = new Whitening(new double[][] {{9, 0}, {0, 1}}, 0.2).apply(new double[] {1, 1});
    assertEquals(1 / (9 + 1.0), y[0], 1e-12);
    assertEquals(1 / (1 + 1.0), y[1], 1e-12);
  }
}
