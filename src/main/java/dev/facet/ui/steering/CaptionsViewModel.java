package dev.facet.ui.steering;

import dev.facet.core.CaptionDiff;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.SweepPoint;
import dev.facet.fx.LatestWins;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The caption before and the one after, the words that steering changed marked in both, and the
 * same question under control directions. Tokens stream in; while a newer caption is computed the
 * old one stays, marked as stale.
 */
public final class CaptionsViewModel {

  private static final String UNSTEERED = "unsteered";
  private static final String STEERED = "steered";
  private static final String RANDOM = "control-random";
  private static final String PERMUTED = "control-permuted";

  private final Session session;
  private final WorkerApi worker;
  private final WorkerEvents events;
  private final LatestWins<String> latest;
  private final ReadOnlyObjectWrapper<CaptionLine> unsteered = line();
  private final ReadOnlyObjectWrapper<CaptionLine> steered = line();
  private final ReadOnlyObjectWrapper<CaptionLine> random = line();
  private final ReadOnlyObjectWrapper<CaptionLine> permuted = line();
  private boolean mirrored = true;

  CaptionsViewModel(
      Session session, WorkerApi worker, WorkerEvents events, LatestWins<String> latest) {
    this.session = session;
    this.worker = worker;
    this.events = events;
    this.latest = latest;
  }

  private static ReadOnlyObjectWrapper<CaptionLine> line() {
    return new ReadOnlyObjectWrapper<>(CaptionLine.NONE);
  }

  public ReadOnlyObjectProperty<CaptionLine> unsteeredProperty() {
    return unsteered.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<CaptionLine> steeredProperty() {
    return steered.getReadOnlyProperty();
  }

  /** The caption under a random direction of the same strength. */
  public ReadOnlyObjectProperty<CaptionLine> randomProperty() {
    return random.getReadOnlyProperty();
  }

  /** The caption under another latent's direction at the same strength. */
  public ReadOnlyObjectProperty<CaptionLine> permutedProperty() {
    return permuted.getReadOnlyProperty();
  }

  /** Asks what the model says untouched. */
  void askUnsteered(CaptionSpec spec) {
    unsteered.set(unsteered.get().stale());
    ask(UNSTEERED, spec, unsteered, () -> true, result -> {});
  }

  /** Nothing is applied: the steered caption is the unsteered one, nothing has to be computed. */
  void mirror() {
    mirrored = true;
    latest.cancel(STEERED);
    CaptionLine same = unsteered.get();
    steered.set(same.with(CaptionDiff.diff(same.text(), same.text())));
    mark();
  }

  /** The strength moved: shows what the sweep says there, or the old words as old. */
  void preview(@Nullable SweepPoint nearest) {
    mirrored = false;
    steered.set(
        nearest == null
            ? steered.get().stale()
            : new CaptionLine(
                CaptionLine.Phase.SWEPT, nearest.caption().text(), List.of(), null, ""));
    mark();
  }

  /** Whether the steered line waits for words of any kind. */
  boolean waiting() {
    CaptionLine.Phase phase = steered.get().phase();
    return !mirrored && (phase == CaptionLine.Phase.STALE || phase == CaptionLine.Phase.NONE);
  }

  /**
   * Asks what the model says with all interventions applied.
   *
   * @param current whether the same would be asked now: while the slider moves on, the caption of
   *     where it was is not yet the one of where it is
   * @param done told the result if it is current
   */
  void askSteered(CaptionSpec spec, BooleanSupplier current, Consumer<CaptionResult> done) {
    mirrored = false;
    ask(STEERED, spec, steered, current, done);
  }

  /** The words of the controls belong to a strength that has been left. */
  void outdateControls() {
    random.set(random.get().stale());
    permuted.set(permuted.get().stale());
  }

  void forgetControls() {
    latest.cancel(RANDOM);
    latest.cancel(PERMUTED);
    random.set(CaptionLine.NONE);
    permuted.set(CaptionLine.NONE);
  }

  void askControls(CaptionSpec withRandom, CaptionSpec withPermuted) {
    ask(RANDOM, withRandom, random, () -> true, result -> {});
    ask(PERMUTED, withPermuted, permuted, () -> true, result -> {});
  }

  private void ask(
      String panel,
      CaptionSpec spec,
      ReadOnlyObjectWrapper<CaptionLine> line,
      BooleanSupplier current,
      Consumer<CaptionResult> done) {
    long id = session.nextId();
    if (line.get().phase() != CaptionLine.Phase.SWEPT) {
      line.set(line.get().stale());
    }
    events.followCaption(
        id,
        event ->
            arrived(
                line,
                new CaptionLine(CaptionLine.Phase.STREAMING, event.text(), List.of(), null, "")));
    latest.submit(
        panel,
        () -> {
          CompletableFuture<CaptionResult> reply =
              worker.caption(new CaptionRequest(id, panel, spec));
          events.unfollowOnFailure(id, reply);
          return reply;
        },
        result -> {
          events.unfollow(id);
          boolean counts = current.getAsBoolean();
          CaptionLine.Phase phase = counts ? CaptionLine.Phase.DONE : CaptionLine.Phase.STALE;
          arrived(line, new CaptionLine(phase, result.text(), List.of(), result, ""));
          if (counts) {
            done.accept(result);
          }
        },
        failure -> {
          events.unfollow(id);
          line.set(CaptionLine.failed(Problem.sentence(failure)));
        });
  }

  private void arrived(ReadOnlyObjectWrapper<CaptionLine> line, CaptionLine now) {
    line.set(now);
    if (line == unsteered && mirrored) {
      mirror();
    } else {
      mark();
    }
  }

  /** Marks in both captions what steering changed. */
  private void mark() {
    CaptionLine before = unsteered.get();
    CaptionLine after = steered.get();
    boolean complete =
        after.phase() == CaptionLine.Phase.DONE || after.phase() == CaptionLine.Phase.SWEPT;
    List<CaptionDiff.Span> spans = CaptionDiff.diff(before.text(), after.text());
    // Words that have not come yet are not words that steering removed.
    unsteered.set(before.with(complete ? spans : CaptionDiff.diff(before.text(), before.text())));
    steered.set(after.with(spans));
  }
}
