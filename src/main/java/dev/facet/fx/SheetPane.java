package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ChangeListener;
import javafx.event.EventHandler;
import javafx.event.EventTarget;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * Something above the window that is dealt with before the window is used again: a form, settings,
 * a list. What lies behind is dimmed; the focus stays inside, and goes back to where it was. Esc
 * closes it, Enter presses the default button of its content. Its content is made when it opens for
 * the first time.
 */
public final class SheetPane extends StackPane {

  private final BooleanProperty open = new SimpleBooleanProperty();
  private final ChangeListener<Node> keepInside =
      (o, before, now) -> {
        if (now != null && !isInside(now) && before != null && isInside(before)) {
          before.requestFocus();
        }
      };

  /** What had the focus in the sheet may be gone: then the scene is all that hears of a key. */
  private final EventHandler<KeyEvent> unheard =
      e -> {
        if (!e.isConsumed() && isUppermost()) {
          closeOnEscape(e);
        }
      };

  private final Supplier<? extends Region> maker;
  private final List<Button> confirming = new ArrayList<>();
  private @Nullable Node cameFrom;

  /**
   * @param maker makes the content, as large as it wants to be, in the middle; content that knows
   *     which of its fields is to have the focus first is {@link FirstFocus}
   */
  public SheetPane(Supplier<? extends Region> maker) {
    this.maker = maker;
    getStyleClass().add("scrim");
    setAlignment(Pos.CENTER);
    setVisible(false);
    setManaged(false);
    open.addListener((o, before, now) -> show(now));
    addEventHandler(KeyEvent.KEY_PRESSED, this::closeOnEscape);
    addEventFilter(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (endsNoEditing(e.getTarget())) {
            closeOnEscape(e);
            confirmOnEnter(e);
          }
        });
    setOnMousePressed(
        e -> {
          if (e.getTarget() == this) {
            open.set(false);
          }
        });
  }

  /** Whether it is there; setting it shows or closes it. */
  public BooleanProperty openProperty() {
    return open;
  }

  private void show(boolean on) {
    if (on && getChildren().isEmpty()) {
      Region content = maker.get();
      content.getStyleClass().add("sheet-card");
      content.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
      getChildren().add(content);
      findDefault(content);
    }
    setVisible(on);
    setManaged(on);
    confirming.forEach(button -> button.setDefaultButton(on));
    Scene scene = getScene();
    if (scene == null) {
      return;
    }
    if (on) {
      cameFrom = scene.getFocusOwner();
      toFront();
      Node content = getChildren().getFirst();
      Node first =
          content instanceof FirstFocus choice ? choice.firstFocus() : firstFocusable(content);
      if (first != null) {
        first.requestFocus();
      }
      scene.focusOwnerProperty().addListener(keepInside);
      scene.addEventHandler(KeyEvent.KEY_PRESSED, unheard);
    } else {
      scene.focusOwnerProperty().removeListener(keepInside);
      scene.removeEventHandler(KeyEvent.KEY_PRESSED, unheard);
      if (cameFrom != null) {
        cameFrom.requestFocus();
      }
      beside().filter(sheet -> sheet.open.get()).forEach(SheetPane::takeEnter);
    }
  }

  /** A scene has one default button; those of closed sheets give it up. */
  private void findDefault(Node node) {
    if (node instanceof Button button && button.isDefaultButton()) {
      confirming.add(button);
    } else if (node instanceof Parent parent) {
      parent.getChildrenUnmodifiable().forEach(this::findDefault);
    }
  }

  /** Another sheet above this one had Enter until now. */
  private void takeEnter() {
    for (Button button : confirming) {
      button.setDefaultButton(false);
      button.setDefaultButton(true);
    }
  }

  private Stream<SheetPane> beside() {
    return getParent().getChildrenUnmodifiable().stream()
        .filter(SheetPane.class::isInstance)
        .map(SheetPane.class::cast);
  }

  /** Content that knows which of its nodes is to have the focus when the sheet opens. */
  public interface FirstFocus {
    @Nullable Node firstFocus();
  }

  private void closeOnEscape(KeyEvent e) {
    if (e.getCode() == KeyCode.ESCAPE) {
      open.set(false);
      e.consume();
    }
  }

  private void confirmOnEnter(KeyEvent e) {
    if (e.getCode() == KeyCode.ENTER && !confirming.isEmpty()) {
      confirming.getFirst().fire();
      e.consume();
    }
  }

  /** Whether it is a list that would take Esc and Enter for its editing where nothing is edited. */
  private static boolean endsNoEditing(EventTarget target) {
    return (target instanceof ListView<?> list && list.getEditingIndex() < 0)
        || (target instanceof TableView<?> table && table.getEditingCell() == null);
  }

  /** Whether no other open sheet lies above this one. */
  private boolean isUppermost() {
    List<Node> beside = getParent().getChildrenUnmodifiable();
    return beside.subList(beside.indexOf(this) + 1, beside.size()).stream()
        .noneMatch(node -> node instanceof SheetPane sheet && sheet.open.get());
  }

  private boolean isInside(Node node) {
    for (Node at = node; at != null; at = at.getParent()) {
      if (at == this) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Node firstFocusable(Node node) {
    if (!node.isVisible() || !node.isManaged() || node.isDisabled()) {
      return null;
    }
    if (node.isFocusTraversable()) {
      return node;
    }
    if (node instanceof Parent parent) {
      for (Node child : parent.getChildrenUnmodifiable()) {
        Node found = firstFocusable(child);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
