package dev.facet.export;

import dev.facet.export.ExplanationChart.Content;

/** What a chart of explanations shows as a table: a line a bar. */
public final class ExplanationCsv {

  private ExplanationCsv() {}

  /** The table as text; small print becomes comments. */
  public static String of(Content content) {
    StringBuilder csv = new StringBuilder();
    content.smallPrint().forEach(line -> csv.append("# ").append(line).append('\n'));
    csv.append("# ").append(content.axis()).append('\n');
    csv.append("method,series,control,value,standard_error\n");
    content
        .bars()
        .forEach(
            bar ->
                csv.append('"')
                    .append(bar.method().replace("\"", "\"\""))
                    .append("\",\"")
                    .append(bar.series().replace("\"", "\"\""))
                    .append("\",")
                    .append(bar.control())
                    .append(',')
                    .append(bar.value())
                    .append(',')
                    .append(bar.error())
                    .append('\n'));
    return csv.toString();
  }
}
