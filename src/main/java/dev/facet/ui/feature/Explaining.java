package dev.facet.ui.feature;

import dev.facet.client.WorkerState;
import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import java.util.List;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

/** Has a feature explained by the study's language model, one at a time. */
public final class Explaining {

  private static final String KEY = "explain";
  private static final long NONE = -1;

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final Runnable onEnd;
  private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
  private final BooleanBinding possible;
  private long job = NONE;

  /**
   * @param onEnd called when an explanation is there, or will not come
   */
  Explaining(
      Session session,
      WorkerApi worker,
      Messages messages,
      LatestWins<String> latest,
      Runnable onEnd) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = latest;
    this.onEnd = onEnd;
    this.possible = session.steering().modelProperty().isNotEmpty();
    session
        .workerStateProperty()
        .addListener(
            (o, before, now) -> {
              if (now == WorkerState.RESTARTING || now == WorkerState.DEAD) {
                running.set(false);
              }
            });
  }

  /** Whether an explanation was asked for that is not here yet. */
  public ReadOnlyBooleanProperty runningProperty() {
    return running.getReadOnlyProperty();
  }

  /** Whether the study has a language model that can be asked. */
  public BooleanBinding possibleProperty() {
    return possible;
  }

  void start(int feature, ExplainMethod method) {
    running.set(true);
    latest.submit(
        KEY,
        () ->
            worker.startExplain(
                new ExplainRequest(method, Control.NONE, List.of(feature), null, null)),
        started -> job = started.job(),
        failure -> {
          running.set(false);
          session.report(messages.text("feature.explain.failed"), failure);
        });
  }

  /** Hears of jobs, its own among them. */
  public void hear(List<JobEvent> events) {
    for (JobEvent event : events) {
      if (event.job() == job) {
        running.set(event.state().active()); // one that was cut off may go on
        if (!event.state().active()) {
          onEnd.run();
        }
      }
    }
  }
}
