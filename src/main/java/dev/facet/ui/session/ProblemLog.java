package dev.facet.ui.session;

import dev.facet.fx.UiThread;
import java.time.Clock;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * What went wrong since the program started. The same error again, from a pulse or a retry say, is
 * counted where it stands and told only once. Lives on the UI thread.
 */
public final class ProblemLog {

  private static final int MOST = 200;
  private static final long SAME_MILLIS = 30_000;

  /**
   * An error, and how often it came.
   *
   * @param last time of day when it came last
   */
  public record Entry(Problem problem, int times, LocalTime last, long lastMillis) {}

  private final UiThread ui;
  private final Clock clock;
  private final ObservableList<Entry> entries = FXCollections.observableArrayList();
  private final ReadOnlyIntegerWrapper unseen = new ReadOnlyIntegerWrapper();
  private final BooleanProperty open = new SimpleBooleanProperty();

  public ProblemLog(UiThread ui, Clock clock) {
    this.ui = ui;
    this.clock = clock;
    open.addListener((o, before, now) -> unseen.set(0));
  }

  /**
   * Notes an error.
   *
   * @return whether the person has to be told: it is not the same as one that just came
   */
  public boolean add(Problem problem) {
    LocalTime time = LocalTime.now(clock).truncatedTo(ChronoUnit.SECONDS);
    long now = ui.millis();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.problem().isSame(problem)) {
        entries.remove(i);
        entries.addFirst(new Entry(problem, entry.times() + 1, time, now));
        return now - entry.lastMillis() > SAME_MILLIS;
      }
    }
    entries.addFirst(new Entry(problem, 1, time, now));
    if (entries.size() > MOST) {
      entries.removeLast();
    }
    if (!open.get()) {
      unseen.set(unseen.get() + 1);
    }
    return true;
  }

  /** Newest first. */
  public ObservableList<Entry> entries() {
    return entries;
  }

  /** How many different ones came since the list was looked at last. */
  public ReadOnlyIntegerProperty unseenProperty() {
    return unseen.getReadOnlyProperty();
  }

  /** Whether the list is on show. */
  public BooleanProperty openProperty() {
    return open;
  }
}
