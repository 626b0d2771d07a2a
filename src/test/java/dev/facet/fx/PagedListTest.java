package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import javafx.collections.ListChangeListener;
import org.junit.jupiter.api.Test;

class PagedListTest {

  private final List<Integer> asked = new ArrayList<>();
  private final PagedList<String> list = new PagedList<>(2, asked::add);

  @Test
  void a_page_is_asked_for_once_when_a_row_is_looked_at() {
    list.reset(100_000, List.of("a", "b"));
    assertEquals("b", list.get(1));
    assertNull(list.get(5));
    assertNull(list.get(4));
    assertEquals(List.of(2), asked);
    list.put(2, List.of("e", "f"));
    assertEquals("f", list.get(5));
    assertEquals(100_000, list.size());
  }

  @Test
  void looking_a_row_up_asks_for_nothing() {
    list.reset(100_000, List.of("a", "b"));
    list.get(6);
    list.put(3, List.of("g", "h"));
    assertEquals(7, list.indexOf("h"));
    assertEquals(-1, list.indexOf("z"));
    assertTrue(list.contains("b"));
    assertFalse(list.contains("z"));
    assertEquals(2, list.indexOf(null));
    assertEquals(List.of(3), asked);
  }

  @Test
  void a_page_that_failed_is_asked_for_again() {
    list.reset(10, List.of("a", "b"));
    list.get(9);
    list.forget(4);
    list.get(9);
    assertEquals(List.of(4, 4), asked);
  }

  @Test
  void listeners_learn_of_resets_pages_and_single_rows() {
    List<String> changes = new ArrayList<>();
    list.addListener(
        (ListChangeListener<String>)
            c -> {
              while (c.next()) {
                changes.add(
                    (c.wasUpdated() ? "update " : c.wasReplaced() ? "replace " : "other ")
                        + c.getFrom()
                        + "-"
                        + c.getTo());
              }
            });
    list.reset(4, List.of("a", "b"));
    list.put(1, List.of("c", "d"));
    list.set(0, "A");
    assertEquals("A", list.get(0));
    assertEquals("other 0-4", changes.getFirst());
    assertEquals("update 2-4", changes.get(1));
    assertEquals("replace 0-1", changes.get(2));
    list.reset(0, List.of());
    assertEquals(0, list.size());
    assertThrows(IndexOutOfBoundsException.class, () -> list.get(0));
  }
}
