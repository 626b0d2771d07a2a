package dev.facet.fx;

import javafx.scene.Node;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * Icons by their names in the icon font. Those whose strokes meet or cross are drawn by the style
 * sheet instead: at a scale other than 1 the font's strokes leave a hole there.
 */
public final class Icons {

  private static final String PLUS = "fth-plus";
  private static final String CROSS = "fth-x";
  private static final String SLIDERS = "fth-sliders";
  private static final String SLASH = "fth-slash";

  private Icons() {}

  /**
   * The icon of a name.
   *
   * @param literal an Ikonli literal such as {@code fth-star}
   */
  public static Node of(String literal) {
    return switch (literal) {
      case PLUS -> drawn("plus-icon");
      case CROSS -> drawn("cross-icon");
      case SLIDERS -> drawn("sliders-icon");
      case SLASH -> drawn("slash-icon");
      default -> new FontIcon(literal);
    };
  }

  private static Region drawn(String style) {
    Region icon = new Region();
    icon.getStyleClass().addAll("drawn-icon", style);
    return icon;
  }
}
