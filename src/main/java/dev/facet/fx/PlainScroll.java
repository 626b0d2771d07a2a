package dev.facet.fx;

import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Skin;

/**
 * A scroll pane without a frame that scrolls up and down only. What it shows is not kept as a
 * picture: that would make scrolling cheaper and everything that changes inside dearer, for the
 * whole picture is drawn anew then, at every token of a caption.
 */
public final class PlainScroll extends ScrollPane {

  public PlainScroll() {
    getStyleClass().add("plain-scroll");
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    setMinWidth(0);
  }

  @Override
  protected Skin<?> createDefaultSkin() {
    Skin<?> skin = super.createDefaultSkin();
    getChildrenUnmodifiable().stream()
        .filter(part -> part.getStyleClass().contains("viewport"))
        .forEach((Node part) -> part.setCache(false));
    return skin;
  }
}
