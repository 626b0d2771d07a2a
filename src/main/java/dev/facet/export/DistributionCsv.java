package dev.facet.export;

import dev.facet.export.DistributionChart.Content;
import dev.facet.export.DistributionChart.Sample;

/** What a distribution chart shows as a table: a line a value, and the share of values above it. */
public final class DistributionCsv {

  private DistributionCsv() {}

  /** The table as text; small print and samples' names become comments. */
  public static String of(Content content) {
    StringBuilder csv = new StringBuilder();
    content.smallPrint().lines().forEach(line -> csv.append("# ").append(line).append('\n'));
    csv.append("# ").append(content.axis()).append('\n');
    for (int s = 0; s < content.samples().size(); s++) {
      csv.append("# sample ").append(s).append(": ");
      csv.append(content.samples().get(s).name()).append('\n');
    }
    csv.append("sample,value,share_above\n");
    for (int s = 0; s < content.samples().size(); s++) {
      Sample sample = content.samples().get(s);
      for (int i = 0; i < sample.size(); i++) {
        float value = sample.value(i);
        csv.append(s).append(',').append(value).append(',');
        csv.append(sample.shareAbove(value)).append('\n');
      }
    }
    return csv.toString();
  }
}
