package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How tiles stand in rows. */
class TileLinesTest {

  @Test
  void a_list_fills_its_rows_one_after_another() {
    TileLines lines = TileLines.of(7, 3);
    assertEquals(3, lines.size());
    assertEquals(new TileLines.Line(6, 1, ""), lines.get(2));
    assertEquals(1, lines.lineOf(5));
    assertEquals(5, lines.step(2, 1));
    assertEquals(6, lines.step(5, 1), "a shorter row has only its first column");
    assertEquals(6, lines.step(6, 1), "there is no row below");
    assertEquals(0, lines.step(6, -9), "as far up as there are rows");
    assertEquals(0, TileLines.of(0, 3).size());
  }

  @Test
  void each_group_begins_a_row_and_its_heading_stands_above_the_first() {
    TileLines lines =
        TileLines.of(
            List.of(
                new TileGrid.Group<>("high", List.of(1, 2, 3, 4)),
                new TileGrid.Group<>("none", List.of()),
                new TileGrid.Group<>("low", List.of(5, 6))),
            3);
    assertEquals(
        List.of(
            new TileLines.Line(0, 3, "high"),
            new TileLines.Line(3, 1, ""),
            new TileLines.Line(4, 2, "low")),
        List.of(lines.get(0), lines.get(1), lines.get(2)));
    assertEquals(3, lines.step(2, 1));
    assertEquals(5, lines.step(1, 2));
    assertEquals(1, lines.step(5, -2));
  }
}
