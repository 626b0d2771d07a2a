package dev.facet.ui.feature;

import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UndoStack;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/**
 * What the person writes about features: star, own label, note and tags, each with the way back.
 * Nothing is written into a study that can only be read.
 */
public final class FeatureWriting {

  private record Written(String note, List<String> tags) {}

  private final Session session;
  private final ObservableValue<@Nullable FeatureDetail> detail;
  private final Consumer<FeatureDetail> onChanged;
  private final Annotations annotations;

  /** By feature: what is typed about one may be taken when the next is shown already. */
  private final Map<Integer, Written> written = new HashMap<>();

  /**
   * @param detail the feature on show
   * @param onChanged told the feature on show as it now stands
   */
  FeatureWriting(
      Session session,
      WorkerApi worker,
      Messages messages,
      LatestWins<String> latest,
      ObservableValue<@Nullable FeatureDetail> detail,
      Consumer<FeatureDetail> onChanged) {
    this.session = session;
    this.detail = detail;
    this.onChanged = onChanged;
    this.annotations = new Annotations(session, worker, messages, latest, this::changed);
    session.openedProperty().addListener(o -> forget());
  }

  public UndoStack undoStack() {
    return annotations.undoStack();
  }

  public void toggleStar() {
    FeatureDetail shown = detail.getValue();
    if (shown != null && allowed()) {
      annotations.star(shown.row().feature(), !shown.row().starred());
    }
  }

  /** Gives the feature the person's own label; blank gives the found one back. */
  public void rename(String newLabel) {
    FeatureDetail shown = detail.getValue();
    if (shown == null || !allowed()) {
      return;
    }
    FeatureRow row = shown.row();
    String after = newLabel.strip();
    String before = row.ownLabel() ? row.label() : "";
    if (!after.equals(row.label()) && !after.equals(before)) {
      annotations.label(row.feature(), after, before);
    }
  }

  /** Takes a note and tags that were written about a feature, where they are new. */
  public void write(int feature, String note, List<String> tags) {
    Written shown = written.get(feature);
    if (shown == null) {
      return;
    }
    String after = note.strip();
    boolean newNote = !after.equals(shown.note());
    boolean newTags = !tags.equals(shown.tags());
    if ((newNote || newTags) && !allowed()) {
      return;
    }
    if (newNote) {
      annotations.note(feature, after, shown.note());
    }
    if (newTags) {
      annotations.tags(feature, tags, shown.tags());
    }
    written.put(feature, new Written(after, tags));
  }

  /** Whether anything can be written; the person is told why not. */
  boolean allowed() {
    StudyInfo study = session.studyProperty().get();
    if (study != null && study.readOnly()) {
      session.messageProperty().set(study.message());
      return false;
    }
    return true;
  }

  /** What the page shows is what changes begin from. */
  void shown(FeatureDetail loaded) {
    written.put(loaded.row().feature(), new Written(loaded.note(), loaded.tags()));
  }

  private void changed(AnnotateRequest request, FeatureRow row) {
    Written known = written.get(row.feature());
    if (known != null) {
      written.put(
          row.feature(),
          new Written(
              Objects.requireNonNullElse(request.note(), known.note()),
              Objects.requireNonNullElse(request.tags(), known.tags())));
    }
    FeatureDetail now = detail.getValue();
    if (now != null && now.row().feature() == row.feature()) {
      onChanged.accept(
          now.withWritten(
              row,
              Objects.requireNonNullElse(request.note(), now.note()),
              Objects.requireNonNullElse(request.tags(), now.tags())));
    }
    session.changedRowProperty().set(row);
  }

  /** What was written about another study's features is not this one's. */
  private void forget() {
    annotations.undoStack().clear();
    written.clear();
  }
}
