package dev.facet.ui.steering;

import atlantafx.base.controls.Popover;
import javafx.scene.Node;

/** Small forms beside the button that opens them. */
final class Popovers {

  private Popovers() {}

  /** Below its button. */
  static Popover show(Node anchor, Node content) {
    return show(anchor, content, Popover.ArrowLocation.TOP_RIGHT);
  }

  /** To the left of its button: what lies below it can be watched meanwhile. */
  static Popover beside(Node anchor, Node content) {
    return show(anchor, content, Popover.ArrowLocation.RIGHT_TOP);
  }

  private static Popover show(Node anchor, Node content, Popover.ArrowLocation arrow) {
    Popover popover = new Popover();
    popover.setHeaderAlwaysVisible(false);
    popover.setDetachable(false);
    popover.setAnimated(false);
    popover.setArrowLocation(arrow);
    popover.setContentNode(content);
    popover.show(anchor);
    return popover;
  }
}
