package dev.facet.ui.steering;

import dev.facet.core.AppliedNorm;
import dev.facet.core.CaptionSpec;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.protocol.AppliedRequest;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.DoseRequest;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * The dose of what is applied: the mean divergence KL(steered || unsteered) of the answer's tokens
 * and the norm of what is added, measured once the slider rests, and the search for the strength
 * that has a wanted one.
 */
public final class DoseViewModel {

  private static final Duration REST = Duration.ofMillis(600);
  private static final String MEASURE = "kl";
  private static final String APPLIED = "applied";
  private static final String FIND = "dose";

  private final Session session;
  private final WorkerApi worker;
  private final LatestWins<String> latest;
  private final Messages messages;
  private final StringProperty target = new SimpleStringProperty(Figures.fixed(DoseSpec.DELPHI, 2));
  private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
  private final ReadOnlyObjectWrapper<OptionalDouble> kl =
      new ReadOnlyObjectWrapper<>(OptionalDouble.empty());

  private final ReadOnlyObjectWrapper<@Nullable AppliedNorm> applied =
      new ReadOnlyObjectWrapper<>();

  DoseViewModel(Session session, WorkerApi worker, LatestWins<String> latest, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.latest = latest;
    this.messages = messages;
  }

  /** The wanted divergence as typed, nats a token. */
  public StringProperty targetProperty() {
    return target;
  }

  /** Whether a strength is being searched. */
  public ReadOnlyBooleanProperty runningProperty() {
    return running.getReadOnlyProperty();
  }

  /** The divergence of the steered caption on show, nats a token; empty while it is not known. */
  public ReadOnlyObjectProperty<OptionalDouble> klProperty() {
    return kl.getReadOnlyProperty();
  }

  /** What the active intervention changes on these images; null while it is not known. */
  public ReadOnlyObjectProperty<@Nullable AppliedNorm> appliedProperty() {
    return applied.getReadOnlyProperty();
  }

  /**
   * A steered caption is complete: its divergence, and what the active intervention changes, are
   * measured when nothing else is asked.
   *
   * @param active which of its interventions is the active one, or negative
   */
  void arrived(CaptionSpec spec, int active) {
    if (active >= 0) {
      latest.submit(
          APPLIED,
          REST,
          () -> worker.applied(new AppliedRequest(spec)),
          answer -> applied.set(answer.norms().get(active)),
          failure -> applied.set(null));
    }
    latest.submit(
        MEASURE,
        REST,
        () -> worker.caption(new CaptionRequest(session.nextId(), MEASURE, spec.withKl())),
        result -> {
          double mean = result.meanKl();
          kl.set(Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean));
        },
        failure -> kl.set(OptionalDouble.empty()));
  }

  /** What is applied has changed. */
  void left() {
    latest.cancel(MEASURE);
    latest.cancel(APPLIED);
    applied.set(null);
    kl.set(OptionalDouble.empty());
  }

  /**
   * Searches the strength that has the typed dose.
   *
   * @param spec the question; the strength of its first intervention is searched
   * @param found told the strength when it has the dose
   */
  void find(CaptionSpec spec, DoubleConsumer found) {
    OptionalDouble wanted = StrengthViewModel.number(target.get());
    if (wanted.isEmpty() || !(wanted.getAsDouble() > 0)) {
      session.messageProperty().set(messages.text("dose.nonumber", target.get()));
      return;
    }
    running.set(true);
    session.messageProperty().set(messages.text("dose.running", target.get()));
    DoseSpec dose = new DoseSpec(spec, wanted.getAsDouble());
    latest.submit(
        FIND,
        () -> worker.dose(new DoseRequest(session.nextId(), FIND, dose)),
        result -> {
          running.set(false);
          tell(result);
          if (result.reached()) {
            found.accept(result.strength());
          }
        },
        failure -> {
          running.set(false);
          session.report(messages.text("dose.failed"), failure);
        });
  }

  /** Ends the search; the strength stays as it is. */
  public void cancel() {
    latest.cancel(FIND);
    running.set(false);
    session.messageProperty().set(messages.text("dose.cancelled"));
  }

  private void tell(DoseResult result) {
    session
        .messageProperty()
        .set(
            messages.text(
                result.reached() ? "dose.found" : "dose.missed",
                Figures.fixed(result.kl(), 2),
                Figures.fixed(result.inR(), 2),
                Figures.fixed(result.strength(), 2)));
  }
}
