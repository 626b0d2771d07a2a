package dev.facet.fx;

import java.time.Duration;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Whether something has gone on for so long that a person should see it: what is short, flickers.
 */
public final class Lasting {

  private final UiThread ui;
  private final Duration patience;
  private final ReadOnlyBooleanWrapper lasting = new ReadOnlyBooleanWrapper();
  private UiThread.@Nullable Timer pending;

  /**
   * @param patience after which it has lasted
   */
  public Lasting(UiThread ui, Duration patience) {
    this.ui = ui;
    this.patience = patience;
  }

  public ReadOnlyBooleanProperty property() {
    return lasting.getReadOnlyProperty();
  }

  /** It begins, or goes on. */
  public void begin() {
    if (pending == null && !lasting.get()) {
      pending = ui.after(patience, () -> lasting.set(true));
    }
  }

  /** It is known to last. */
  public void show() {
    stopWaiting();
    lasting.set(true);
  }

  /** It is over. */
  public void end() {
    stopWaiting();
    lasting.set(false);
  }

  private void stopWaiting() {
    if (pending != null) {
      pending.cancel();
      pending = null;
    }
  }
}
