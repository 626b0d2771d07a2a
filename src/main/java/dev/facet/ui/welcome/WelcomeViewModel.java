package dev.facet.ui.welcome;

import dev.facet.client.WorkerState;
import dev.facet.fx.Messages;
import dev.facet.protocol.JobEvent;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.status.StatusViewModel;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What is happening before there is a study to look at. */
public final class WelcomeViewModel {

  /** Of the progress bar while no end is in sight. */
  public static final double UNKNOWN = -1;

  private final Session session;
  private final StatusViewModel status;
  private final Messages messages;
  private final ObservableList<String> recent = FXCollections.observableArrayList();
  private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper(true);
  private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper detail = new ReadOnlyStringWrapper("");
  private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(UNKNOWN);

  public WelcomeViewModel(Session session, StatusViewModel status, Messages messages) {
    this.session = session;
    this.status = status;
    this.messages = messages;
    shown.bind(session.studyProperty().isNull());
    session.openingProperty().subscribe(this::tell);
    session.openFailureProperty().subscribe(this::tell);
    session.workerStateProperty().subscribe(this::tell);
    status.jobProperty().subscribe(this::tell);
    status.jobTextProperty().subscribe(this::tell);
    tell();
  }

  /** True until a study is open. */
  public ReadOnlyBooleanProperty shownProperty() {
    return shown.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty workingProperty() {
    return working.getReadOnlyProperty();
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

  /** Folders of studies that were open lately. */
  public ObservableList<String> recent() {
    return recent;
  }

  public void openDemo() {
    session.open(null);
  }

  public void open(String folder) {
    session.open(folder);
  }

  private void tell() {
    JobEvent job = status.jobProperty().get();
    Problem failure = session.openFailureProperty().get();
    WorkerState worker = session.workerStateProperty().get();
    working.set(session.openingProperty().get());
    progress.set(job != null && job.total() > 0 ? (double) job.done() / job.total() : UNKNOWN);
    if (failure != null) {
      title.set(failure.title());
      detail.set(failure.message());
    } else if (worker == WorkerState.DEAD) {
      title.set(messages.text("welcome.dead"));
      detail.set(session.messageProperty().get());
    } else if (worker == WorkerState.STARTING || worker == WorkerState.RESTARTING) {
      title.set(messages.text("welcome.starting"));
      detail.set(messages.text("welcome.starting.detail"));
    } else if (job != null) {
      title.set(job.title());
      detail.set(status.jobTextProperty().get());
    } else if (session.openingProperty().get()) {
      title.set(messages.text("welcome.opening"));
      detail.set(messages.text("welcome.opening.detail"));
    } else {
      title.set(messages.text("welcome.none"));
      detail.set(messages.text("welcome.none.detail"));
    }
  }
}
