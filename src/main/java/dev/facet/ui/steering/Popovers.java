package dev.facet.ui.steering;

import atlantafx.base.controls.Popover;
import javafx.scene.Node;

/** Small forms beside the button that opens them. */
final class Popovers {

  private Popovers() {}

  static Popover show(Node anchor, Node content) {
    Popover popover = new Popover();
    popover.setHeaderAlwaysVisible(false);
    popover.setDetachable(false);
    popover.setAnimated(false);
    popover.setArrowLocation(Popover.ArrowLocation.TOP_RIGHT);
    popover.setContentNode(content);
    popover.show(anchor);
    return popover;
  }
}
