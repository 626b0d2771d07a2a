package dev.facet.workspace;

import java.util.List;

/**
 * Counts of log10(code) over the codes above 0.
 *
 * @param edges in log10 units, ascending, one more than counts
 * @param counts of codes in [edge i, edge i + 1)
 */
public record Histogram(List<Double> edges, List<Long> counts) {

  public Histogram {
    edges = List.copyOf(edges);
    counts = List.copyOf(counts);
  }
}
