package dev.facet.ui.steering;

import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import dev.facet.fx.PictureTile;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/** One of several images of a question: a click marks it, the cross or Delete takes it away. */
final class PromptImageTile extends StackPane {

  private static final double SIDE = 52;
  private static final PseudoClass MARKED = PseudoClass.getPseudoClass("marked");

  private final int index;
  private final QuestionViewModel question;
  private final Messages messages;
  private final PictureTile picture = new PictureTile();
  private final Button remove = new Button();
  private final Tooltip tooltip = new Tooltip();

  PromptImageTile(int index, QuestionViewModel question, Messages messages) {
    this.index = index;
    this.question = question;
    this.messages = messages;
    getStyleClass().add("prompt-image");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.BUTTON);
    picture.setMouseTransparent(true);
    remove.setGraphic(Icons.of("fth-x"));
    remove.getStyleClass().addAll("icon-button", "prompt-image-remove");
    remove.setFocusTraversable(false); // Delete does the same
    remove.setTooltip(new Tooltip(messages.text("steering.image.remove")));
    remove.setAccessibleText(messages.text("steering.image.remove"));
    remove.setOnAction(e -> question.removeImage(index));
    setAlignment(remove, Pos.TOP_RIGHT);
    getChildren().addAll(picture, remove);
    Tooltip.install(this, tooltip);
    setMinSize(SIDE, SIDE);
    setMaxSize(SIDE, SIDE);
    addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
    setOnKeyPressed(this::key);
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
    String name = question.imageName(address);
    picture.show(address, ready, loader, "");
    pseudoClassStateChanged(MARKED, isMarked);
    tooltip.setText(name);
    setAccessibleText(messages.text("steering.image.of", index + 1, count, name));
  }

  private void clicked(MouseEvent e) {
    if (e.getButton() == MouseButton.PRIMARY) {
      requestFocus();
      question.images().mark(index);
      e.consume();
    }
  }

  private void key(KeyEvent e) {
    switch (e.getCode()) {
      case ENTER, SPACE -> question.images().mark(index);
      case DELETE, BACK_SPACE -> question.removeImage(index);
      default -> {
        return;
      }
    }
    e.consume();
  }
}
