package dev.facet.ui.status;

import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.time.Duration;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Says that a study is being opened in place of the one on show, where that takes a while, and why
 * it could not be opened. Without a study the start page says both.
 */
final class OpeningNotice {

  private static final Duration A_WHILE = Duration.ofMillis(500);

  private final Session session;
  private final UiThread ui;
  private final Messages messages;
  private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
  private UiThread.@Nullable Timer patience;

  OpeningNotice(Session session, UiThread ui, Messages messages) {
    this.session = session;
    this.ui = ui;
    this.messages = messages;
    session.openingProperty().addListener((o, before, now) -> changed(now));
    session
        .openFailureProperty()
        .addListener(
            (o, before, failure) -> {
              if (failure != null && session.studyProperty().get() != null) {
                failed(failure);
              }
            });
  }

  /** What is to be said; null for nothing. */
  ReadOnlyObjectProperty<@Nullable Notice> noticeProperty() {
    return notice.getReadOnlyProperty();
  }

  /** Gives the opening up; the study on show stays. */
  void cancel() {
    session.cancelOpening();
  }

  void dismiss() {
    notice.set(null);
  }

  private void changed(boolean opening) {
    if (patience != null) {
      patience.cancel();
      patience = null;
    }
    notice.set(null);
    if (opening && session.studyProperty().get() != null) {
      patience = ui.after(A_WHILE, this::lasts);
    }
  }

  private void lasts() {
    notice.set(
        new Notice(
            Notice.Kind.INFO,
            messages.text("notice.opening"),
            true,
            messages.text("notice.opening.cancel"),
            false));
  }

  private void failed(Problem failure) {
    notice.set(
        new Notice(
            Notice.Kind.TROUBLE,
            messages.text("notice.opening.failed", failure.title(), failure.message()),
            false,
            "",
            true));
  }
}
