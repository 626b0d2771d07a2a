package dev.facet.ui.newstudy;

import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.InspectReply;
import dev.facet.protocol.InspectRequest;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import java.time.Duration;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * One folder of the form: what was typed, and what the worker finds there. It is looked at once
 * typing pauses, on the worker's machine, as closely as opening it would.
 */
public final class FolderCheck {

  private static final Duration PAUSE = Duration.ofMillis(300);

  /** How far the look at the folder is. */
  public enum Phase {
    EMPTY,
    CHECKING,
    GOOD,
    WRONG
  }

  /**
   * What is known of the folder.
   *
   * @param title what it is, or what is wrong
   * @param lines further facts
   * @param warnings what was assumed or looks wrong
   */
  public record State(Phase phase, String title, List<String> lines, List<String> warnings) {

    static final State EMPTY = new State(Phase.EMPTY, "", List.of(), List.of());

    static State wrong(String sentence) {
      return new State(Phase.WRONG, sentence, List.of(), List.of());
    }
  }

  private final InspectReply.Kind wanted;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final StringProperty path = new SimpleStringProperty("");
  private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.EMPTY);
  private @Nullable InspectReply found;

  FolderCheck(InspectReply.Kind wanted, WorkerApi worker, UiThread ui, Messages messages) {
    this.wanted = wanted;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    path.addListener(o -> check(PAUSE));
  }

  public InspectReply.Kind wanted() {
    return wanted;
  }

  public StringProperty pathProperty() {
    return path;
  }

  public ReadOnlyObjectProperty<State> stateProperty() {
    return state.getReadOnlyProperty();
  }

  public boolean isGood() {
    return state.get().phase() == Phase.GOOD;
  }

  /** What was found, where it is what it must be. */
  @Nullable InspectReply found() {
    return isGood() ? found : null;
  }

  /** Takes a folder that was looked at already. */
  void take(InspectReply reply) {
    path.set(reply.path());
    latest.cancelAll();
    show(reply);
  }

  /** Looks again: the worker is back. */
  void again() {
    check(Duration.ZERO);
  }

  private void check(Duration pause) {
    String typed = path.get().strip();
    if (typed.isEmpty()) {
      latest.cancelAll();
      state.set(State.EMPTY);
      return;
    }
    state.set(new State(Phase.CHECKING, messages.text("newstudy.checking"), List.of(), List.of()));
    latest.submit(
        "inspect",
        pause,
        () -> worker.inspect(new InspectRequest(typed)),
        this::show,
        failure -> state.set(State.wrong(Problem.sentence(failure))));
  }

  private void show(InspectReply reply) {
    Findings findings = new Findings(messages);
    if (reply.kind() != wanted) {
      state.set(
          State.wrong(
              messages.text(
                  "newstudy.wrong." + wanted,
                  messages.text("newstudy.kind." + reply.kind()),
                  findings.title(reply))));
      return;
    }
    found = reply;
    state.set(
        new State(Phase.GOOD, findings.title(reply), findings.lines(reply), reply.warnings()));
  }
}
