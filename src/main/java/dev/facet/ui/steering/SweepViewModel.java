package dev.facet.ui.steering;

import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import dev.facet.ui.session.WorkerEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleFunction;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** The background sweep over all strengths of the active intervention, for ruler and strip. */
public final class SweepViewModel {

  private static final Duration PAUSE = Duration.ofMillis(120);
  private static final String PANEL = "sweep";

  private final Session session;
  private final SteeringState steering;
  private final WorkerApi worker;
  private final WorkerEvents events;
  private final LatestWins<String> latest;
  private final ReadOnlyObjectWrapper<List<Segment>> segments =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<OptionalDouble> degenerate =
      new ReadOnlyObjectWrapper<>(OptionalDouble.empty());
  private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
  private final EmbeddingWords effect;
  private final ReadOnlyStringWrapper failure = new ReadOnlyStringWrapper("");

  /**
   * @param name of a raw strength
   */
  SweepViewModel(
      Session session,
      WorkerApi worker,
      WorkerEvents events,
      LatestWins<String> latest,
      DoubleFunction<String> name,
      Messages messages) {
    this.session = session;
    this.steering = session.steering();
    this.worker = worker;
    this.events = events;
    this.latest = latest;
    this.effect = new EmbeddingWords(steering, this::nearest, name, messages);
    steering
        .pointsProperty()
        .addListener(
            (o, before, now) -> {
              segments.set(Segment.of(now));
              degenerate.set(Degeneration.begins(now));
            });
  }

  /** What was found so far, by ascending strength. */
  public ReadOnlyObjectProperty<List<SweepPoint>> pointsProperty() {
    return steering.pointsProperty();
  }

  public ReadOnlyObjectProperty<List<Segment>> segmentsProperty() {
    return segments.getReadOnlyProperty();
  }

  /** Raw strength from which on captions fall apart, where they do. */
  public ReadOnlyObjectProperty<OptionalDouble> degenerateProperty() {
    return degenerate.getReadOnlyProperty();
  }

  /** Why there is no sweep, or empty. */
  public ReadOnlyStringProperty failureProperty() {
    return failure.getReadOnlyProperty();
  }

  /** What the strength on the ruler does to the image embedding; empty where captions tell it. */
  public ReadOnlyStringProperty effectProperty() {
    return effect.textProperty();
  }

  /** The swept point nearest to a raw strength. */
  Optional<SweepPoint> nearest(double strength) {
    return steering.pointsProperty().get().stream()
        .min(Comparator.comparingDouble(p -> Math.abs(p.strength() - strength)));
  }

  /** Sweeps in place of what was swept before. */
  void ask(SweepSpec spec) {
    steering.pointsProperty().set(List.of());
    steering.sweepProperty().set(null);
    failure.set("");
    running.set(true);
    long id = session.nextId();
    latest.submit(
        PANEL,
        PAUSE,
        () -> {
          events.followSweep(id, this::merge);
          CompletableFuture<SweepResult> reply =
              worker.sweep(new SweepRequest(id, PANEL, spec, true));
          events.unfollowOnFailure(id, reply);
          return reply;
        },
        result -> {
          events.unfollow(id);
          running.set(false);
          steering.pointsProperty().set(result.points());
          steering.sweepProperty().set(result);
        },
        trouble -> {
          running.set(false);
          failure.set(Problem.sentence(trouble));
        });
  }

  private void merge(List<SweepEvent> batch) {
    List<SweepPoint> all = new ArrayList<>(steering.pointsProperty().get());
    for (SweepEvent event : batch) {
      all.removeIf(p -> p.strength() == event.point().strength());
      all.add(event.point());
    }
    all.sort(Comparator.comparingDouble(SweepPoint::strength));
    steering.pointsProperty().set(List.copyOf(all));
  }
}
