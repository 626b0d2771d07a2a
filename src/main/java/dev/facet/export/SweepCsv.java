package dev.facet.export;

import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import java.util.List;

/** A sweep as a table: one line a strength, after comment lines that say what it was made with. */
public final class SweepCsv {

  private static final int WORDS = 3;

  private SweepCsv() {}

  /**
   * The table as text.
   *
   * @param smallPrint what it was made with; each line becomes a comment
   */
  public static String of(SweepResult sweep, String smallPrint) {
    StringBuilder csv = new StringBuilder();
    smallPrint.lines().forEach(line -> csv.append("# ").append(line).append('\n'));
    csv.append("# vocabulary: ").append(sweep.vocabularyName()).append('\n');
    csv.append(
        "strength,strength_in_r,steerability,mean_square_steerability,power,top_words,"
            + "mean_log_prob,caption\n");
    for (SweepPoint point : sweep.points()) {
      csv.append(point.strength())
          .append(',')
          .append(point.strength() / sweep.residualNorm())
          .append(',')
          .append(point.steerability())
          .append(',')
          .append(point.meanSquareSteerability())
          .append(',')
          .append(point.power())
          .append(',')
          .append(quoted(words(point.promoted())))
          .append(',')
          // 0 would say that a caption was certain
          .append(point.captioned() ? Double.toString(point.caption().meanLogProb()) : "")
          .append(',')
          .append(quoted(point.caption().text()))
          .append('\n');
    }
    return csv.toString();
  }

  private static String words(List<SweepPoint.Promoted> promoted) {
    return String.join(" ", promoted.stream().limit(WORDS).map(SweepPoint.Promoted::word).toList());
  }

  private static String quoted(String text) {
    // A leading formula sign would make a spreadsheet compute what a model said.
    String safe = text.isEmpty() || "=+-@".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
