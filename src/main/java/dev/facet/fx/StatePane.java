package dev.facet.fx;

import java.time.Duration;
import javafx.beans.DefaultProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * Shows a panel's content, or in its place why there is none and the one button that helps. Loading
 * shows only once it has lasted long enough to be noticed.
 */
@DefaultProperty("content")
public final class StatePane extends StackPane {

  private static final Duration NOTICEABLE = Duration.ofMillis(150);

  private final ObjectProperty<PanelState> state = new SimpleObjectProperty<>(PanelState.READY);
  private final ObjectProperty<@Nullable Node> content = new SimpleObjectProperty<>();
  private final FontIcon icon = new FontIcon();
  private final ProgressIndicator spinner = new ProgressIndicator();
  private final Label title = new Label();
  private final Label detail = new Label();
  private final Button action = new Button();
  private final VBox placeholder = new VBox(icon, spinner, title, detail, action);
  private final UiThread ui = new FxThread();
  private UiThread.@Nullable Timer pending;
  private Runnable onAction = () -> {};

  public StatePane() {
    getStyleClass().add("state-pane");
    placeholder.getStyleClass().add("placeholder");
    placeholder.setAlignment(Pos.CENTER);
    placeholder.setVisible(false);
    title.getStyleClass().add("placeholder-title");
    title.setWrapText(true);
    title.setTextAlignment(TextAlignment.CENTER);
    detail.getStyleClass().add("placeholder-detail");
    detail.setWrapText(true);
    detail.setTextAlignment(TextAlignment.CENTER);
    spinner.setPrefSize(24, 24);
    action.setOnAction(e -> onAction.run());
    getChildren().add(placeholder);
    content.addListener(
        (o, before, now) -> {
          getChildren().remove(before);
          if (now != null) {
            getChildren().addFirst(now);
          }
          show(state.get());
        });
    state.addListener((o, before, now) -> show(now));
  }

  public ObjectProperty<PanelState> stateProperty() {
    return state;
  }

  public ObjectProperty<@Nullable Node> contentProperty() {
    return content;
  }

  public @Nullable Node getContent() {
    return content.get();
  }

  public void setContent(@Nullable Node node) {
    content.set(node);
  }

  /** What the button in the placeholder does. */
  public void setOnAction(Runnable onAction) {
    this.onAction = onAction;
  }

  private void show(PanelState now) {
    if (pending != null) {
      pending.cancel();
      pending = null;
    }
    boolean shown = placeholder.isVisible() && spinner.isVisible();
    if (now.kind() == PanelState.Kind.LOADING && !shown) {
      pending = ui.after(NOTICEABLE, () -> apply(now));
    } else {
      apply(now);
    }
  }

  private void apply(PanelState now) {
    boolean ready = now.kind() == PanelState.Kind.READY;
    boolean loading = now.kind() == PanelState.Kind.LOADING;
    Node node = content.get();
    if (node != null) {
      node.setVisible(ready);
    }
    placeholder.setVisible(!ready);
    spinner.setVisible(loading);
    spinner.setManaged(loading);
    icon.setVisible(!loading);
    icon.setManaged(!loading);
    icon.setIconLiteral(now.kind() == PanelState.Kind.FAILED ? "fth-alert-triangle" : "fth-info");
    title.setText(now.title());
    detail.setText(now.detail());
    detail.setManaged(!now.detail().isEmpty());
    action.setText(now.action());
    action.setVisible(!now.action().isEmpty());
    action.setManaged(!now.action().isEmpty());
  }
}
