package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;

/** Parts side by side, or one under the other. */
class WrapRowTest {

  private final Region left = part(100, 20);
  private final Region right = part(80, 30);
  private final WrapRow row = new WrapRow();

  private static Region part(double width, double height) {
    Region part = new Region();
    part.setMinSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
    part.setPrefSize(width, height);
    return part;
  }

  private void layOut(double width) {
    row.getChildren().setAll(left, right);
    row.resize(width, row.prefHeight(width));
    row.layout();
  }

  @Test
  void what_fits_stands_side_by_side_the_last_at_the_right_end() {
    layOut(300);
    assertEquals(30, row.getHeight());
    assertEquals(0, left.getLayoutX());
    assertEquals(5, left.getLayoutY(), "in the middle of the row");
    assertEquals(220, right.getLayoutX());
  }

  @Test
  void what_does_not_fit_goes_on_in_the_next_row_and_nothing_is_cut_off() {
    layOut(150);
    assertEquals(20 + 8 + 30, row.getHeight());
    assertEquals(0, right.getLayoutX());
    assertEquals(28, right.getLayoutY());
    assertTrue(right.getLayoutX() + right.getWidth() <= 150);
    assertEquals(100, row.minWidth(-1), "as narrow as its widest part");
    assertEquals(188, row.prefWidth(-1));
  }
}
