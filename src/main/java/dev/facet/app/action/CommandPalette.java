package dev.facet.app.action;

import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Every action by a few letters of its name. */
public final class CommandPalette extends VBox {

  private static final double ROW = 36;
  private static final int ROWS = 9;

  private final List<FacetAction> actions;
  private final TextField text = new TextField();
  private final ListView<FacetAction> list = new ListView<>();
  private @Nullable Node before;

  public CommandPalette(List<FacetAction> actions, Messages messages) {
    this.actions = actions;
    getStyleClass().add("palette");
    setMaxSize(480, Region.USE_PREF_SIZE);
    text.setPromptText(messages.text("palette.prompt"));
    text.setAccessibleText(messages.text("palette.prompt"));
    list.setFixedCellSize(ROW);
    list.setPrefHeight(ROWS * ROW + 2);
    list.setFocusTraversable(false);
    list.setCellFactory(l -> new ActionCell());
    list.setPlaceholder(new Label(messages.text("palette.empty")));
    list.setAccessibleText(messages.text("palette.prompt"));
    text.textProperty().subscribe(this::filter);
    text.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    list.setOnMouseClicked(e -> run());
    text.focusedProperty()
        .subscribe(
            focused -> {
              if (!focused && !list.isFocused()) {
                close();
              }
            });
    getChildren().addAll(text, list);
    setVisible(false);
  }

  public void open() {
    before = getScene().getFocusOwner();
    text.clear();
    filter("");
    setVisible(true);
    text.requestFocus();
  }

  /** Hides the palette; the focus goes back to where it came from. */
  public void close() {
    Node back = text.isFocused() || list.isFocused() ? before : null;
    setVisible(false);
    if (back != null) {
      back.requestFocus();
    }
  }

  /** The actions that what was typed leaves. */
  public List<FacetAction> shown() {
    return List.copyOf(list.getItems());
  }

  private void filter(String typed) {
    String[] parts = typed.toLowerCase(Locale.ROOT).strip().split("\\s+");
    list.getItems()
        .setAll(
            actions.stream()
                .filter(a -> a.enabled().get())
                .filter(
                    a -> {
                      String name = a.text().toLowerCase(Locale.ROOT);
                      return List.of(parts).stream().allMatch(name::contains);
                    })
                .toList());
    list.getSelectionModel().selectFirst();
  }

  private void key(KeyEvent e) {
    if (e.getCode() == KeyCode.ESCAPE) {
      close();
    } else if (e.getCode() == KeyCode.ENTER) {
      run();
    } else if (e.getCode() == KeyCode.DOWN) {
      list.getSelectionModel().selectNext();
      list.scrollTo(Math.max(0, list.getSelectionModel().getSelectedIndex() - ROWS + 1));
    } else if (e.getCode() == KeyCode.UP) {
      list.getSelectionModel().selectPrevious();
      list.scrollTo(list.getSelectionModel().getSelectedIndex());
    } else {
      return;
    }
    e.consume();
  }

  private void run() {
    FacetAction chosen = list.getSelectionModel().getSelectedItem();
    close();
    if (chosen != null) {
      chosen.perform();
    }
  }

  private static final class ActionCell extends ListCell<FacetAction> {

    private final StackPane icon = new StackPane();
    private final Label name = new Label();
    private final Label key = new Label();
    private final HBox row = new HBox(8, icon, name, key);

    ActionCell() {
      row.getStyleClass().add("palette-row");
      icon.getStyleClass().add("palette-icon");
      name.setMaxWidth(Double.MAX_VALUE);
      HBox.setHgrow(name, Priority.ALWAYS);
      key.getStyleClass().add("key");
    }

    @Override
    protected void updateItem(@Nullable FacetAction action, boolean empty) {
      super.updateItem(action, empty);
      if (action == null || empty) {
        setGraphic(null);
        return;
      }
      icon.getChildren().setAll(Icons.of(action.icon()));
      name.setText(action.text());
      key.setText(action.keyText());
      setGraphic(row);
    }
  }
}
