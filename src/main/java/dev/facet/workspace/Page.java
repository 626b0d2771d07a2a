package dev.facet.workspace;

import java.util.List;

/**
 * A window into an ordered result.
 *
 * @param total how many match in all
 * @param rows those of the window
 */
public record Page<T>(int total, List<T> rows) {

  public Page {
    rows = List.copyOf(rows);
  }
}
