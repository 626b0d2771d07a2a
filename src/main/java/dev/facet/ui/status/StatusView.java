package dev.facet.ui.status;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.client.WorkerState;
import dev.facet.fx.Messages;
import dev.facet.protocol.JobEvent;
import jakarta.inject.Inject;
import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.shape.Circle;
import org.jspecify.annotations.Nullable;

/** The strip at the bottom of the window. */
public final class StatusView extends HBox {

  @Inject private StatusViewModel viewModel;
  @Inject private Messages messages;
  @FXML private Circle dot;
  @FXML private Label workerText;
  @FXML private Label engineText;
  @FXML private HBox jobBox;
  @FXML private Hyperlink jobText;
  @FXML private Label moreJobs;
  @FXML private ProgressBar progress;
  @FXML private Button cancel;
  @FXML private Label message;
  @FXML private Button problems;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public StatusView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    workerText.textProperty().bind(viewModel.workerTextProperty());
    engineText.textProperty().bind(viewModel.engineTextProperty());
    jobText.textProperty().bind(viewModel.jobTextProperty());
    jobText.setOnAction(e -> viewModel.openJobs());
    jobText.setTooltip(new Tooltip(messages.text("action.jobs")));
    moreJobs.textProperty().bind(viewModel.moreJobsProperty());
    moreJobs.managedProperty().bind(viewModel.moreJobsProperty().isNotEmpty());
    problems.textProperty().bind(viewModel.problemTextProperty());
    problems.visibleProperty().bind(viewModel.problemTextProperty().isNotEmpty());
    problems.managedProperty().bind(problems.visibleProperty());
    problems.setTooltip(new Tooltip(messages.text("action.problems")));
    problems.setOnAction(e -> viewModel.openProblems());
    message.textProperty().bind(viewModel.messageProperty());
    Tooltip whole = new Tooltip();
    whole.textProperty().bind(viewModel.messageProperty());
    message.setTooltip(whole);
    Tooltip cost = new Tooltip();
    cancel.setTooltip(cost);
    viewModel
        .jobProperty()
        .subscribe(
            job ->
                cost.setText(
                    messages.text(
                        job != null && job.inOnePiece() ? "jobs.cancel.whole" : "status.cancel")));
    cancel.setOnAction(e -> viewModel.cancelJob());
    viewModel
        .workerStateProperty()
        .subscribe(
            state -> {
              for (WorkerState each : WorkerState.values()) {
                dot.pseudoClassStateChanged(
                    PseudoClass.getPseudoClass(each.name().toLowerCase(Locale.ROOT)),
                    each == state);
              }
            });
    viewModel.jobProperty().subscribe(this::job);
  }

  private void job(@Nullable JobEvent event) {
    jobBox.setVisible(event != null);
    jobBox.setManaged(event != null);
    if (event != null) {
      progress.setProgress(
          event.total() > 0
              ? (double) event.done() / event.total()
              : ProgressBar.INDETERMINATE_PROGRESS);
    }
  }
}
