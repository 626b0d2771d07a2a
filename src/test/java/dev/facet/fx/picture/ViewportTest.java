package dev.facet.fx.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewportTest {

  @Test
  void a_picture_fits_in_the_middle() {
    ViewportGeometry g = ViewportGeometry.fit(400, 300, 96, 96);
    assertEquals(300, g.width(), 1e-9);
    assertEquals(50, g.left(), 1e-9);
    assertEquals(0, g.top(), 1e-9);
    assertEquals(0.5, g.toPictureX(200), 1e-9);
    assertTrue(g.toPictureX(49) < 0);
  }

  @Test
  void zooming_keeps_what_lies_under_the_mouse() {
    ViewportGeometry g = ViewportGeometry.fit(300, 300, 96, 96);
    double before = g.toPictureX(220);
    ViewportGeometry larger = g.zoomed(3, 220, 100);
    assertEquals(3, larger.zoom(), 1e-9);
    assertEquals(before, larger.toPictureX(220), 1e-9);
    assertEquals(g.toPictureY(100), larger.toPictureY(100), 1e-9);
  }

  @Test
  void a_large_picture_covers_the_view_however_it_is_dragged() {
    ViewportGeometry g = ViewportGeometry.fit(300, 200, 96, 96).zoomed(4, 150, 100);
    ViewportGeometry far = g.panned(9_999, -9_999);
    assertEquals(0, far.left(), 1e-9);
    assertEquals(200, far.top() + far.height(), 1e-9);
    assertEquals(1, far.zoomed(0.001, 0, 0).zoom(), 1e-9);
  }

  @Test
  void strokes_have_no_holes_and_join_or_leave_what_was_selected() {
    Set<Integer> stroke = PatchSelection.line(8, 0, 27);
    assertEquals(Set.of(0, 9, 18, 27), stroke);
    assertEquals(Set.of(5, 0, 9, 18, 27), PatchSelection.ADD.apply(Set.of(5, 9), stroke));
    assertEquals(Set.of(5), PatchSelection.REMOVE.apply(Set.of(5, 9), stroke));
    assertEquals(stroke, PatchSelection.REPLACE.apply(Set.of(5, 9), stroke));
  }
}
