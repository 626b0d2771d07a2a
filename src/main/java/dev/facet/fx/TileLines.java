package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;

/**
 * How items stand in rows: as many in a row as there are columns, each group from a new row on. The
 * arithmetic of {@link TileGrid}.
 */
final class TileLines {

  /**
   * A row.
   *
   * @param first index of its first item
   * @param count items in it, at least one
   * @param heading what stands above it, or empty
   */
  record Line(int first, int count, String heading) {}

  static final TileLines NONE = new TileLines(List.of());

  private final List<Line> lines;

  private TileLines(List<Line> lines) {
    this.lines = lines;
  }

  /** A list without groups. */
  static TileLines of(int items, int columns) {
    List<Line> lines = new ArrayList<>();
    add(lines, 0, items, columns, "");
    return new TileLines(lines);
  }

  static TileLines of(List<? extends TileGrid.Group<?>> groups, int columns) {
    List<Line> lines = new ArrayList<>();
    int first = 0;
    for (TileGrid.Group<?> group : groups) {
      add(lines, first, group.items().size(), columns, group.heading());
      first += group.items().size();
    }
    return new TileLines(lines);
  }

  private static void add(List<Line> lines, int first, int count, int columns, String heading) {
    for (int i = 0; i < count; i += columns) {
      lines.add(new Line(first + i, Math.min(columns, count - i), i == 0 ? heading : ""));
    }
  }

  int size() {
    return lines.size();
  }

  Line get(int line) {
    return lines.get(line);
  }

  /** The row that an item stands in. */
  int lineOf(int item) {
    int low = 0;
    int high = lines.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (lines.get(middle).first() <= item) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * The item in the same column some rows on, or the last one of a shorter row; the item itself
   * where there are no more rows.
   */
  int step(int item, int rows) {
    int from = lineOf(item);
    int to = Math.clamp((long) from + rows, 0, lines.size() - 1);
    Line reached = lines.get(to);
    return to == from
        ? item
        : reached.first() + Math.min(item - lines.get(from).first(), reached.count() - 1);
  }
}
