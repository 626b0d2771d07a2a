package dev.facet.ui.status;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Messages;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.ProblemLog;
import dev.facet.ui.session.ProblemLog.Entry;
import dev.facet.ui.session.Session;
import jakarta.inject.Inject;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** What went wrong, to read again and to copy. */
public final class ProblemsView extends VBox {

  @Inject private Session session;
  @Inject private Messages messages;
  @FXML private ListView<Entry> list;
  @FXML private TextArea details;
  @FXML private Button copy;
  @FXML private Button close;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public ProblemsView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    ProblemLog log = session.problems();
    list.setItems(log.entries());
    list.setCellFactory(l -> new ProblemCell());
    Label nothing = new Label(messages.text("problems.empty"));
    nothing.getStyleClass().add("muted");
    list.setPlaceholder(nothing);
    list.getSelectionModel()
        .selectedItemProperty()
        .subscribe(entry -> details.setText(entry == null ? "" : entry.problem().report()));
    log.openProperty()
        .subscribe(
            open -> {
              if (open) {
                list.getSelectionModel().selectFirst();
              }
            });
    details.visibleProperty().bind(Bindings.isNotEmpty(log.entries()));
    details.managedProperty().bind(details.visibleProperty());
    copy.disableProperty().bind(Bindings.isNull(list.getSelectionModel().selectedItemProperty()));
    copy.setOnAction(e -> copy(list.getSelectionModel().getSelectedItem().problem()));
    close.setOnAction(e -> log.openProperty().set(false));
  }

  private static void copy(Problem problem) {
    ClipboardContent text = new ClipboardContent();
    text.putString(problem.report());
    Clipboard.getSystemClipboard().setContent(text);
  }

  private final class ProblemCell extends ListCell<Entry> {

    private final Label title = new Label();
    private final Label message = new Label();
    private final Label when = new Label();
    private final HBox row;

    ProblemCell() {
      title.getStyleClass().add("section-title");
      message.getStyleClass().add("muted");
      message.setWrapText(true);
      when.getStyleClass().add("muted");
      when.setMinWidth(USE_PREF_SIZE);
      VBox middle = new VBox(4, title, message);
      middle.setMinWidth(0);
      HBox.setHgrow(middle, Priority.ALWAYS);
      FontIcon icon = new FontIcon("fth-alert-circle");
      row = new HBox(12, icon, middle, when);
      row.getStyleClass().addAll("job-row", "problem-row");
      row.maxWidthProperty().bind(list.widthProperty().subtract(32));
    }

    @Override
    protected void updateItem(@Nullable Entry entry, boolean empty) {
      super.updateItem(entry, empty);
      if (entry == null || empty) {
        setGraphic(null);
        return;
      }
      title.setText(entry.problem().title());
      message.setText(entry.problem().message());
      when.setText(
          entry.times() == 1
              ? entry.last().toString()
              : messages.text("problems.times", entry.last().toString(), entry.times()));
      setAccessibleText(title.getText() + ", " + message.getText());
      setGraphic(row);
    }
  }
}
