package dev.facet.fx;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import javafx.collections.ObservableListBase;
import org.jspecify.annotations.Nullable;

/**
 * A list of any length whose rows arrive page by page, when they are first looked at. A row that is
 * not there yet is null. Lives on the UI thread.
 *
 * @param <T> a row
 */
public final class PagedList<T> extends ObservableListBase<@Nullable T> {

  private final int pageSize;
  private final IntConsumer loader;
  private final Map<Integer, @Nullable T> rows = new HashMap<>();
  private final BitSet asked = new BitSet();
  private int size;

  /**
   * @param pageSize rows a page
   * @param loader asked once for each page number that is looked at; answers by {@link #put}
   */
  public PagedList(int pageSize, IntConsumer loader) {
    this.pageSize = pageSize;
    this.loader = loader;
  }

  /** Starts over with a new length and the rows of its first page. */
  public void reset(int newSize, List<? extends T> firstPage) {
    beginChange();
    List<@Nullable T> removed = List.copyOf(knownPrefix());
    int oldSize = size;
    rows.clear();
    asked.clear();
    size = newSize;
    asked.set(0);
    for (int i = 0; i < firstPage.size(); i++) {
      rows.put(i, firstPage.get(i));
    }
    if (oldSize > 0 || newSize > 0) {
      nextReplace(0, newSize, removed);
    }
    endChange();
  }

  /** The rows of a page that was asked for. */
  public void put(int page, List<? extends T> pageRows) {
    int from = page * pageSize;
    if (from >= size || pageRows.isEmpty()) {
      return;
    }
    int to = Math.min(size, from + pageRows.size());
    beginChange();
    for (int i = from; i < to; i++) {
      T before = rows.put(i, pageRows.get(i - from));
      if (before != null) {
        nextSet(i, before);
      } else {
        nextUpdate(i);
      }
    }
    endChange();
  }

  /** A page that could not be loaded: it is asked for again when next looked at. */
  public void forget(int page) {
    asked.clear(page);
  }

  /** Replaces one row that is known. */
  @Override
  public @Nullable T set(int index, @Nullable T row) {
    T before = rows.put(index, row);
    beginChange();
    if (before == null) {
      nextUpdate(index);
    } else {
      nextSet(index, before);
    }
    endChange();
    return before;
  }

  /** A row without asking for its page: null while it is not there. */
  public @Nullable T peek(int index) {
    return rows.get(index);
  }

  /** Index of the first row that is known and as wanted, or -1. */
  public int indexOfKnown(Predicate<T> wanted) {
    int found = -1;
    for (Map.Entry<Integer, @Nullable T> entry : rows.entrySet()) {
      T row = entry.getValue();
      if (row != null && (found < 0 || entry.getKey() < found) && wanted.test(row)) {
        found = entry.getKey();
      }
    }
    return found;
  }

  @Override
  public @Nullable T get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    T row = rows.get(index);
    int page = index / pageSize;
    if (row == null && !asked.get(page)) {
      asked.set(page);
      loader.accept(page);
    }
    return row;
  }

  /**
   * Index of a row among those that are known, or -1; of null the first that is not. Asks for no
   * page: a table looks its selected row up in every new list, and would load all of it.
   */
  @Override
  public int indexOf(@Nullable Object row) {
    if (row != null) {
      return indexOfKnown(row::equals);
    }
    int first = 0;
    while (first < size && rows.get(first) != null) {
      first++;
    }
    return first < size ? first : -1;
  }

  @Override
  public boolean contains(@Nullable Object row) {
    return indexOf(row) >= 0;
  }

  @Override
  public int size() {
    return size;
  }

  private List<T> knownPrefix() {
    return rows.entrySet().stream()
        .filter(e -> e.getKey() < pageSize && e.getValue() != null)
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .<T>mapMulti(
            (row, out) -> {
              if (row != null) {
                out.accept(row);
              }
            })
        .toList();
  }
}
