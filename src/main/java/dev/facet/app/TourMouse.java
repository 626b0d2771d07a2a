package dev.facet.app;

import javafx.event.EventType;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;

/** A mouse without a display. */
final class TourMouse {

  private TourMouse() {}

  /** Presses at one place of a node, drags to another and lets go; pixels from its left edge. */
  static void drag(Node node, double from, double to) {
    mouse(node, MouseEvent.MOUSE_PRESSED, from);
    mouse(node, MouseEvent.MOUSE_DRAGGED, (from + to) / 2);
    mouse(node, MouseEvent.MOUSE_DRAGGED, to);
    mouse(node, MouseEvent.MOUSE_RELEASED, to);
  }

  private static void mouse(Node node, EventType<MouseEvent> type, double x) {
    // An event without a source has the scene's coordinates; firing it makes them the node's.
    Point2D at = node.localToScene(x, node.getLayoutBounds().getHeight() / 2);
    boolean down = type != MouseEvent.MOUSE_RELEASED;
    node.fireEvent(
        new MouseEvent(
            type,
            at.getX(),
            at.getY(),
            at.getX(),
            at.getY(),
            MouseButton.PRIMARY,
            1,
            false,
            false,
            false,
            false,
            down,
            false,
            false,
            false,
            false,
            false,
            new PickResult(node, at.getX(), at.getY())));
  }
}
