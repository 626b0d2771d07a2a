package dev.facet.ui.welcome;

import dev.facet.client.WorkerState;
import dev.facet.fx.Lasting;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.InspectReply;
import dev.facet.protocol.InspectRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.newstudy.Findings;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.status.StatusViewModel;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What is happening before there is a study to look at, and which studies there are. */
public final class WelcomeViewModel {

  /** Of the progress bar while no end is in sight. */
  public static final double UNKNOWN = -1;

  /**
   * Most studies are open sooner: a bar that moves would only take time from what they wait for.
   */
  private static final Duration LASTING = Duration.ofSeconds(3);

  private final Session session;
  private final StatusViewModel status;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final ObservableList<RecentStudy> recent = FXCollections.observableArrayList();
  private final BooleanProperty wanted = new SimpleBooleanProperty();
  private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper(true);
  private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper();
  private final Lasting lasting;
  private final ReadOnlyBooleanWrapper stopped = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper detail = new ReadOnlyStringWrapper("");
  private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(UNKNOWN);
  private Consumer<String> onForget = folder -> {};

  public WelcomeViewModel(
      Session session, StatusViewModel status, WorkerApi worker, UiThread ui, Messages messages) {
    this.lasting = new Lasting(ui, LASTING);
    this.session = session;
    this.status = status;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    shown.bind(session.studyProperty().isNull().or(wanted));
    session.openedProperty().addListener(o -> wanted.set(false));
    session.openingProperty().subscribe(this::tell);
    session.openFailureProperty().subscribe(this::tell);
    session.openFailureProperty().addListener(o -> look());
    session.workerStateProperty().subscribe(this::tell);
    status.jobProperty().subscribe(this::tell);
    status.jobTextProperty().subscribe(this::tell);
    wanted.subscribe(this::tell);
    wanted.addListener(o -> look());
    session
        .workerStateProperty()
        .addListener(
            (o, before, now) -> {
              if (now == WorkerState.READY && before != WorkerState.BUSY) {
                look();
              }
            });
  }

  /** True until a study is open, and when the person asks for the start page. */
  public ReadOnlyBooleanProperty shownProperty() {
    return shown.getReadOnlyProperty();
  }

  /** Whether the person asked for the start page while a study is open. */
  public BooleanProperty wantedProperty() {
    return wanted;
  }

  public ReadOnlyBooleanProperty workingProperty() {
    return working.getReadOnlyProperty();
  }

  /** Whether the work has lasted so long, or is known to, that its progress is of interest. */
  public ReadOnlyBooleanProperty lastingProperty() {
    return lasting.property();
  }

  /** Whether the worker is gone for good: nothing can be opened. */
  public ReadOnlyBooleanProperty stoppedProperty() {
    return stopped.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty titleProperty() {
    return title.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty detailProperty() {
    return detail.getReadOnlyProperty();
  }

  /** 0 to 1, or {@link #UNKNOWN}. */
  public ReadOnlyDoubleProperty progressProperty() {
    return progress.getReadOnlyProperty();
  }

  /** Studies that were open lately, the last one first. */
  public ObservableList<RecentStudy> recent() {
    return recent;
  }

  /** Takes the folders that were open lately; the worker is asked what they are. */
  public void setRecent(List<String> folders) {
    recent.setAll(
        folders.stream()
            .map(
                folder ->
                    recent.stream()
                        .filter(r -> r.path().equals(folder))
                        .findFirst()
                        .orElse(new RecentStudy(folder, lastName(folder), folder, false)))
            .toList());
    look();
  }

  /** Who is told that a study is to be forgotten. */
  public void setOnForget(Consumer<String> onForget) {
    this.onForget = onForget;
  }

  public void open(String folder) {
    session.open(folder);
  }

  /** Takes a study out of the list; its folder stays as it is. */
  public void forget(String folder) {
    recent.removeIf(r -> r.path().equals(folder));
    onForget.accept(folder);
  }

  private void look() {
    if (!shown.get()
        || session.openingProperty().get()
        || session.workerStateProperty().get() != WorkerState.READY) {
      return;
    }
    for (RecentStudy study : List.copyOf(recent)) {
      latest.submit(
          study.path(),
          () -> worker.inspect(new InspectRequest(study.path())),
          found -> replace(study.path(), found),
          failure -> replace(new RecentStudy(study.path(), study.name(), gone(study), true)));
    }
  }

  private String gone(RecentStudy study) {
    return messages.text("welcome.missing", study.path());
  }

  private void replace(String path, InspectReply found) {
    Findings findings = new Findings(messages);
    replace(
        found.kind() == InspectReply.Kind.STUDY
            ? new RecentStudy(
                path, findings.title(found), findings.lines(found).getFirst() + "\n" + path, false)
            : new RecentStudy(path, lastName(path), messages.text("welcome.missing", path), true));
  }

  private void replace(RecentStudy now) {
    recent.replaceAll(r -> r.path().equals(now.path()) ? now : r);
  }

  private static String lastName(String folder) {
    String[] names = folder.split("[/\\\\]");
    return names.length == 0 ? folder : names[names.length - 1];
  }

  private void tell() {
    JobEvent job = status.jobProperty().get();
    Problem failure = session.openFailureProperty().get();
    WorkerState state = session.workerStateProperty().get();
    working.set(session.openingProperty().get() && state != WorkerState.DEAD);
    stopped.set(state == WorkerState.DEAD);
    progress.set(job != null && job.total() > 0 ? (double) job.done() / job.total() : UNKNOWN);
    showBar(job != null);
    if (state == WorkerState.DEAD) {
      title.set(messages.text("welcome.dead"));
      detail.set(session.messageProperty().get());
    } else if (failure != null) {
      title.set(failure.title());
      detail.set(failure.message());
    } else if (state == WorkerState.STARTING || state == WorkerState.RESTARTING) {
      title.set(messages.text("welcome.starting"));
      detail.set(messages.text("welcome.starting.detail"));
    } else if (working.get() && job != null) {
      title.set(job.title());
      detail.set(status.jobTextProperty().get());
    } else if (working.get()) {
      title.set(messages.text("welcome.opening"));
      detail.set(messages.text("welcome.opening.detail"));
    } else {
      boolean none = session.studyProperty().get() == null;
      title.set(messages.text(none ? "welcome.none" : "welcome.other"));
      detail.set(messages.text("welcome.none.detail"));
    }
  }

  private void showBar(boolean known) {
    if (!working.get()) {
      lasting.end();
    } else if (known) {
      lasting.show();
    } else {
      lasting.begin();
    }
  }
}
