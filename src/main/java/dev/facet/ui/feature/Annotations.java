package dev.facet.ui.feature;

import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UndoStack;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import java.util.List;
import java.util.function.BiConsumer;

/** What a person writes about features, each change with the way back. */
final class Annotations {

  private static final int UNDO_CAP = 50;

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final BiConsumer<AnnotateRequest, FeatureRow> onChanged;
  private final UndoStack undo = new UndoStack(UNDO_CAP);

  /**
   * @param onChanged told what was changed and the row as it now stands
   */
  Annotations(
      Session session,
      WorkerApi worker,
      Messages messages,
      LatestWins<String> latest,
      BiConsumer<AnnotateRequest, FeatureRow> onChanged) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = latest;
    this.onChanged = onChanged;
  }

  UndoStack undoStack() {
    return undo;
  }

  void star(int feature, boolean on) {
    perform(
        messages.text(on ? "feature.undo.star" : "feature.undo.unstar", feature),
        new AnnotateRequest(feature, on, null, null, null),
        new AnnotateRequest(feature, !on, null, null, null));
  }

  void label(int feature, String after, String before) {
    perform(
        messages.text("feature.undo.label", feature),
        new AnnotateRequest(feature, null, after, null, null),
        new AnnotateRequest(feature, null, before, null, null));
  }

  void note(int feature, String after, String before) {
    perform(
        messages.text("feature.undo.note", feature),
        new AnnotateRequest(feature, null, null, after, null),
        new AnnotateRequest(feature, null, null, before, null));
  }

  void tags(int feature, List<String> after, List<String> before) {
    perform(
        messages.text("feature.undo.tags", feature),
        new AnnotateRequest(feature, null, null, null, after),
        new AnnotateRequest(feature, null, null, null, before));
  }

  private void perform(String name, AnnotateRequest redo, AnnotateRequest back) {
    undo.perform(new UndoStack.Command(name, () -> send(redo), () -> send(back)));
  }

  private void send(AnnotateRequest request) {
    // A key of its own for each change: none may be dropped for a newer one.
    latest.submit(
        "annotate " + session.nextId(),
        () -> worker.annotate(request),
        row -> onChanged.accept(request, row),
        failure -> session.report(messages.text("feature.annotate.failed"), failure));
  }
}
