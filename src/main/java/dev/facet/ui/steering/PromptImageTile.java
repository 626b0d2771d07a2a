package dev.facet.ui.steering;

import dev.facet.fx.Messages;
import dev.facet.fx.PictureTile;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * One image of the question. A click looks at it closely; where there are several, it marks one
 * that is not marked yet, and the cross or Delete takes it away.
 */
final class PromptImageTile extends StackPane {

  private static final double ALONE = 80;
  private static final double AMONG_OTHERS = 56;
  private static final PseudoClass MARKED = PseudoClass.getPseudoClass("marked");

  private final int index;
  private final QuestionViewModel question;
  private final Messages messages;
  private final PictureTile picture = new PictureTile();
  private final Button remove = new Button();
  private final Tooltip tooltip = new Tooltip();
  private final MenuItem removing;
  private boolean marked;

  PromptImageTile(int index, QuestionViewModel question, Messages messages, Runnable paste) {
    this.index = index;
    this.question = question;
    this.messages = messages;
    getStyleClass().add("prompt-image");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.BUTTON);
    picture.setMouseTransparent(true);
    remove.setGraphic(new FontIcon("fth-x"));
    remove.getStyleClass().addAll("icon-button", "prompt-image-remove");
    remove.setFocusTraversable(false); // Delete does the same
    remove.setTooltip(new Tooltip(messages.text("steering.image.remove")));
    remove.setAccessibleText(messages.text("steering.image.remove"));
    remove.setOnAction(e -> question.removeImage(index));
    setAlignment(remove, Pos.TOP_RIGHT);
    getChildren().addAll(picture, remove);
    Tooltip.install(this, tooltip);
    removing = item("steering.image.remove", () -> question.removeImage(index));
    ContextMenu menu =
        new ContextMenu(
            item("steering.image.view", this::view), item("steering.paste", paste), removing);
    setOnContextMenuRequested(e -> menu.show(this, e.getScreenX(), e.getScreenY()));
    addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
    setOnKeyPressed(this::key);
  }

  private MenuItem item(String key, Runnable task) {
    MenuItem item = new MenuItem(messages.text(key));
    item.setOnAction(e -> task.run());
    return item;
  }

  /**
   * Shows an image.
   *
   * @param ready the picture if it is here already
   * @param loader loads it otherwise
   * @param count images of the question
   * @param isMarked whether another image would take this one's place
   */
  void show(
      String address,
      @Nullable Image ready,
      Supplier<CompletableFuture<Image>> loader,
      int count,
      boolean isMarked) {
    marked = isMarked;
    String name = question.imageName(address);
    double side = count == 1 ? ALONE : AMONG_OTHERS;
    setMinSize(side, side);
    setMaxSize(side, side);
    picture.show(address, ready, loader, "");
    remove.setVisible(count > 1);
    removing.setDisable(count == 1);
    pseudoClassStateChanged(MARKED, count > 1 && isMarked);
    tooltip.setText(
        isMarked ? messages.text("steering.image.view") : messages.text("steering.image.mark"));
    setAccessibleText(
        count == 1 ? name : messages.text("steering.image.of", index + 1, count, name));
  }

  private void clicked(MouseEvent e) {
    if (e.getButton() == MouseButton.PRIMARY) {
      requestFocus();
      act();
      e.consume();
    }
  }

  private void key(KeyEvent e) {
    switch (e.getCode()) {
      case ENTER, SPACE -> act();
      case DELETE, BACK_SPACE -> question.removeImage(index);
      default -> {
        return;
      }
    }
    e.consume();
  }

  private void act() {
    if (marked) {
      view();
    } else {
      question.images().mark(index);
    }
  }

  private void view() {
    question.images().mark(index);
    question.view();
  }
}
