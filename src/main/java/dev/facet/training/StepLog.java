package dev.facet.training;

import java.util.Locale;
import org.slf4j.Logger;

/** Means of losses between two lines of the log, with speed and time left. */
final class StepLog {

  private final Logger log;
  private final String stage;
  private final int total;
  private final int start;
  private final int perStep;
  private final long begun = System.nanoTime();
  private double[] sums = new double[0];
  private double gradient;
  private int count;

  /**
   * @param perStep examples a step
   */
  StepLog(Logger log, String stage, int total, int start, int perStep) {
    this.log = log;
    this.stage = stage;
    this.total = total;
    this.start = start;
    this.perStep = perStep;
  }

  void add(GradientThreads.Losses losses) {
    if (sums.length == 0) {
      sums = new double[losses.terms().length];
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += losses.terms()[i];
    }
    gradient += losses.gradient();
    count++;
  }

  /**
   * @param names of the loss terms, parted by spaces
   */
  void say(int done, String names) {
    String[] name = names.split(" ");
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < sums.length; i++) {
      line.append(String.format(Locale.ROOT, " %s %.3f", name[i], sums[i] / count));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double each = seconds / (done - start);
    log.info(
        String.format(
            Locale.ROOT,
            "%s step %d of %d:%s gradient %.2f, %.0f examples/s, %.0f s done, %.0f s left",
            stage,
            done,
            total,
            line,
            gradient / count,
            perStep / each,
            seconds,
            each * (total - done)));
    sums = new double[0];
    gradient = 0;
    count = 0;
  }
}
