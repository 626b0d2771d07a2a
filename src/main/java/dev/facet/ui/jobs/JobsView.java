package dev.facet.ui.jobs;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import dev.facet.protocol.JobEvent;
import jakarta.inject.Inject;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The list of jobs. */
public final class JobsView extends VBox {

  @Inject private JobsViewModel viewModel;
  @Inject private Messages messages;
  @FXML private ListView<JobRow> list;
  @FXML private Button clear;
  @FXML private Button close;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public JobsView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    list.setItems(viewModel.rows());
    list.setCellFactory(l -> new JobCell());
    Label nothing = new Label(messages.text("jobs.empty"));
    nothing.getStyleClass().add("muted");
    nothing.setWrapText(true);
    list.setPlaceholder(nothing);
    clear.setOnAction(e -> viewModel.clear());
    clear
        .disableProperty()
        .bind(
            Bindings.createBooleanBinding(
                () -> viewModel.rows().stream().allMatch(JobRow::active), viewModel.rows()));
    close.setOnAction(e -> viewModel.openProperty().set(false));
  }

  private final class JobCell extends ListCell<JobRow> {

    private final FontIcon icon = new FontIcon();
    private final Label title = new Label();
    private final Label text = new Label();
    private final ProgressBar progress = new ProgressBar();
    private final Button cancel = button("fth-x", "jobs.cancel");
    private final Button repeat = button("fth-refresh-cw", "jobs.repeat");
    private final HBox row;

    JobCell() {
      title.getStyleClass().add("section-title");
      text.getStyleClass().add("muted");
      text.setWrapText(true);
      progress.setMaxWidth(Double.MAX_VALUE);
      VBox middle = new VBox(4, title, text, progress);
      middle.setMinWidth(0);
      HBox.setHgrow(middle, Priority.ALWAYS);
      row = new HBox(12, icon, middle, repeat, cancel);
      row.getStyleClass().add("job-row");
      row.maxWidthProperty().bind(list.widthProperty().subtract(32));
      cancel.setOnAction(e -> viewModel.cancel(getItem()));
      repeat.setOnAction(e -> viewModel.repeat(getItem()));
    }

    private Button button(String literal, String key) {
      Button button = new Button();
      button.setGraphic(Icons.of(literal));
      button.getStyleClass().add("icon-button");
      name(button, key);
      return button;
    }

    private void name(Button button, String key) {
      button.setTooltip(new Tooltip(messages.text(key)));
      button.setAccessibleText(messages.text(key));
    }

    @Override
    protected void updateItem(@Nullable JobRow job, boolean empty) {
      super.updateItem(job, empty);
      if (job == null || empty) {
        setGraphic(null);
        return;
      }
      JobEvent.State state = job.event().state();
      icon.setIconLiteral(
          switch (state) {
            case QUEUED -> "fth-clock";
            case RUNNING -> "fth-activity";
            case DONE -> "fth-check-circle";
            case CANCELLED -> "fth-slash";
            case FAILED -> "fth-alert-circle";
            case INTERRUPTED -> "fth-pause-circle";
          });
      for (JobEvent.State each : JobEvent.State.values()) {
        row.pseudoClassStateChanged(
            PseudoClass.getPseudoClass(each.name().toLowerCase(Locale.ROOT)), each == state);
      }
      title.setText(job.event().title());
      text.setText(job.detail());
      boolean running = state == JobEvent.State.RUNNING;
      progress.setVisible(running);
      progress.setManaged(running);
      progress.setProgress(job.share());
      boolean whole = job.event().inOnePiece();
      name(cancel, whole ? "jobs.cancel.whole" : "jobs.cancel");
      name(repeat, whole ? "jobs.repeat.whole" : "jobs.repeat");
      show(cancel, job.active());
      show(repeat, job.repeatable());
      setAccessibleText(job.event().title() + ", " + job.detail());
      setGraphic(row);
    }

    private static void show(Button button, boolean on) {
      button.setVisible(on);
      button.setManaged(on);
    }
  }
}
