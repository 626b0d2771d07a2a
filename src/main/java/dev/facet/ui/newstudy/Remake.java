package dev.facet.ui.newstudy;

import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.StudyParts;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Session;
import java.util.function.BiConsumer;

/**
 * Makes a study that an older Facet made anew, beside the old one: of the same model, SAE and
 * images, once the person has seen what it costs. Where something speaks against it, such as a
 * folder that has moved, the form says what.
 */
public final class Remake {

  private static final String KEY = "remake";

  private final Session session;
  private final WorkerApi worker;
  private final DialogService dialogs;
  private final BiConsumer<String, StudyParts> form;
  private final Messages messages;
  private final LatestWins<String> latest;

  /**
   * @param form shows a study's folder and parts in the form for a new one
   */
  public Remake(
      Session session,
      WorkerApi worker,
      DialogService dialogs,
      BiConsumer<String, StudyParts> form,
      UiThread ui,
      Messages messages) {
    this.session = session;
    this.worker = worker;
    this.dialogs = dialogs;
    this.form = form;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
  }

  /**
   * Asks the person, and starts.
   *
   * @param study folder of the old one
   */
  public void offer(String study, StudyParts parts) {
    IndexRequest request =
        new IndexRequest(parts.model(), parts.sae(), parts.images(), parts.site(), anew(study));
    session.messageProperty().set(messages.text("newstudy.cost.running"));
    latest.submit(
        KEY,
        () -> worker.estimateIndex(request),
        estimate -> {
          session.messageProperty().set("");
          if (!estimate.problems().isEmpty()) {
            form.accept(study, parts);
          } else if (agreed(request, estimate)) {
            start(request);
          }
        },
        failure -> {
          session.messageProperty().set("");
          form.accept(study, parts);
        });
  }

  /** The folder beside a study's in which it is made anew. */
  static String anew(String study) {
    return study + "-new";
  }

  private boolean agreed(IndexRequest request, IndexEstimate estimate) {
    return dialogs.confirm(
        messages.text("remake.title"),
        messages.text(
            "remake.detail",
            Figures.count(estimate.images()),
            Figures.seconds(estimate.seconds()),
            Figures.bytes(estimate.diskBytes()),
            request.out()),
        messages.text("newstudy.start"),
        messages.text("newstudy.cancel"));
  }

  private void start(IndexRequest request) {
    latest.submit(
        KEY,
        () -> worker.startIndex(request),
        job -> session.open(request.out()),
        failure -> session.report(messages.text("newstudy.failed"), failure));
  }
}
