package dev.facet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import dev.facet.training.Parameters.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The optimiser's step against the same step worked out by hand. */
class AdamWTest {

  @Test
  void firstTwoStepsAreThoseOfTheFormula() {
    try (NDManager manager = Torch.newManager();
        ScriptOps ops = ScriptOps.load(manager, AdamWTest.class, TrainingScript.RESOURCE);
        Parameters p =
            new Parameters(
                manager,
                List.of(Entry.constant("matrix", 2, 1, 2), Entry.constant("vector", -1, 2)),
                0.1,
                0)) {
      double[] w = {2, 2, -1, -1};
      double[] m = new double[4];
      double[] v = new double[4];
      double[][] gradients = {{0.3, -0.4, 0, 0.5}, {3, 0, 4, 0}};
      double rate = 0.01;
      for (int step = 1; step <= 2; step++) {
        double[] g = gradients[step - 1].clone();
        double length = 0;
        for (double x : g) {
          length += x * x;
        }
        length = Math.sqrt(length);
        float[] given = new float[4];
        for (int i = 0; i < 4; i++) {
          given[i] = (float) g[i];
          g[i] *= Math.min(1, 1 / length);
          m[i] = 0.9 * m[i] + 0.1 * g[i];
          v[i] = 0.98 * v[i] + 0.02 * g[i] * g[i];
          // Matrices alone decay.
          w[i] *= 1 - rate * (i < 2 ? 0.1 : 0);
          w[i] -=
              rate
                  * (m[i] / (1 - Math.pow(0.9, step)))
                  / (Math.sqrt(v[i] / (1 - Math.pow(0.98, step))) + 1e-8);
        }
        try (NDArray gradient = manager.create(given);
            NDArray norm =
                ops.call(
                    manager,
                    "adamw",
                    p.weights(),
                    p.moment1(),
                    p.moment2(),
                    gradient,
                    p.decay(),
                    step,
                    rate,
                    0.98)) {
          assertEquals(length, norm.getFloat(), 1e-5);
        }
        float[] expected = new float[4];
        for (int i = 0; i < 4; i++) {
          expected[i] = (float) w[i];
        }
        assertArrayEquals(expected, p.weights().toFloatArray(), 1e-5f);
      }
      // The named views are windows on the vector.
      assertArrayEquals(
          new float[] {(float) w[2], (float) w[3]}, p.get("vector").toFloatArray(), 1e-5f);
    }
  }
}
