package dev.facet.text.template;

import com.hubspot.jinjava.util.ForLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code loop} is inside a loop. */
final class Loop extends ForLoop {

  private final List<@Nullable Object> items;
  private @Nullable Object seen = this;

  Loop(List<@Nullable Object> items) {
    super(items.iterator(), items.size());
    this.items = items;
  }

  @Nullable Object attribute(String name) {
    int index = getIndex0();
    int size = items.size();
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) size - index;
      case "revindex0" -> size - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> (long) size;
      case "depth" -> 1L; // deeper only where loops are recursive
      case "depth0" -> 0L;
      case "previtem" -> index > 0 ? items.get(index - 1) : null;
      case "nextitem" -> index + 1 < size ? items.get(index + 1) : null;
      case "cycle" -> (Callable) given -> given.positional().get(index % given.positional().size());
      case "changed" -> (Callable) given -> changed(given.positional());
      default -> null;
    };
  }

  private boolean changed(List<@Nullable Object> now) {
    boolean fresh = !Python.equal(seen, now);
    seen = now;
    return fresh;
  }
}
