package dev.facet.ui.steering;

import dev.facet.core.CaptionRun;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import dev.facet.fx.SystemClipboard;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A kept caption: what was applied, on what, and what the model said. */
final class RunCell extends ListCell<CaptionRun> {

  private final SteeringViewModel steering;
  private final Messages messages;
  private final Label how = new Label();
  private final Label caption = new Label();
  private final ToggleButton pin = new ToggleButton();
  private final Button forget = new Button();
  private final HBox row;

  RunCell(SteeringViewModel steering, Messages messages) {
    this.steering = steering;
    this.messages = messages;
    getStyleClass().add("run-cell");
    how.getStyleClass().addAll("muted", "run-how");
    caption.getStyleClass().add("strip-caption");
    how.setMinWidth(0);
    caption.setMinWidth(0);
    VBox texts = new VBox(caption, how);
    texts.setMinWidth(0);
    texts.setAlignment(Pos.CENTER_LEFT);
    HBox.setHgrow(texts, Priority.ALWAYS);
    icon(pin, "fth-bookmark", "runs.pin");
    icon(forget, "fth-x", "runs.forget");
    row = new HBox(4, texts, pin, forget);
    row.getStyleClass().add("strength-row");
    setPrefWidth(0);
    pin.setOnAction(e -> with(run -> steering.runs().pin(run, pin.isSelected())));
    forget.setOnAction(e -> with(steering.runs()::delete));
    setOnMouseClicked(
        e -> {
          if (e.getClickCount() == 2) {
            with(steering::reopen);
          }
        });
    // Not one a cell in advance: a menu is a window of its own.
    setOnContextMenuRequested(
        e -> {
          menu().show(this, e.getScreenX(), e.getScreenY());
          e.consume();
        });
  }

  private ContextMenu menu() {
    ContextMenu menu =
        new ContextMenu(
            item("runs.reopen", steering::reopen),
            item("runs.copy.text", run -> SystemClipboard.put(run.result().text())),
            item("runs.copy.json", run -> steering.runs().json(run, SystemClipboard::put)),
            item("runs.copy.command", run -> steering.runs().command(run, SystemClipboard::put)));
    menu.setAutoHide(true);
    return menu;
  }

  private MenuItem item(String key, Consumer<CaptionRun> run) {
    MenuItem item = new MenuItem(messages.text(key));
    item.setOnAction(e -> with(run));
    return item;
  }

  private void icon(ButtonBase button, String icon, String key) {
    button.setGraphic(Icons.of(icon));
    button.getStyleClass().addAll("icon-button", "edit-button");
    button.setTooltip(new Tooltip(messages.text(key)));
    button.setAccessibleText(messages.text(key));
  }

  private void with(Consumer<CaptionRun> task) {
    CaptionRun run = getItem();
    if (run != null) {
      task.accept(run);
    }
  }

  /** Enter asks the chosen run again, Delete forgets it. */
  static void keys(ListView<CaptionRun> list, SteeringViewModel steering) {
    list.setOnKeyPressed(
        e -> {
          CaptionRun run = list.getSelectionModel().getSelectedItem();
          if (run != null && e.getCode() == KeyCode.ENTER) {
            steering.reopen(run);
          } else if (run != null && e.getCode() == KeyCode.DELETE) {
            steering.runs().delete(run);
          }
        });
  }

  @Override
  protected void updateItem(@Nullable CaptionRun run, boolean empty) {
    super.updateItem(run, empty);
    if (run == null || empty) {
      setGraphic(null);
      return;
    }
    caption.setText(run.result().text());
    how.setText(steering.words().describe(run));
    pin.setSelected(run.pinned());
    setGraphic(row);
  }
}
