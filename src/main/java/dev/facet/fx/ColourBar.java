package dev.facet.fx;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;

/** What the colours of a heat map mean: a strip from 0 to the largest value, with both written. */
public final class ColourBar extends Region {

  private static final int STEPS = 128;
  private static final double STRIP = 8;
  private static final double GAP = 6;

  private final ImageView strip = new ImageView();
  private final Label low = new Label("0");
  private final Label high = new Label();
  private final ObjectProperty<ColourMap> colours = new SimpleObjectProperty<>(ColourMap.CIVIDIS);

  public ColourBar() {
    getStyleClass().add("colour-bar");
    low.getStyleClass().add("axis-label");
    high.getStyleClass().add("axis-label");
    low.setManaged(false);
    high.setManaged(false);
    strip.setManaged(false);
    strip.setFitHeight(STRIP);
    getChildren().addAll(low, strip, high);
    colours.subscribe(this::paint);
  }

  public ObjectProperty<ColourMap> coloursProperty() {
    return colours;
  }

  /** The value that the brightest colour stands for, as text. */
  public void setHigh(String text) {
    high.setText(text);
    setAccessibleText("0 \u2013 " + text);
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    double lowWidth = low.prefWidth(-1);
    double highWidth = high.prefWidth(-1);
    double height = low.prefHeight(-1);
    low.resizeRelocate(0, (getHeight() - height) / 2, lowWidth, height);
    high.resizeRelocate(getWidth() - highWidth, (getHeight() - height) / 2, highWidth, height);
    strip.setFitWidth(Math.max(1, getWidth() - lowWidth - highWidth - 2 * GAP));
    strip.relocate(lowWidth + GAP, (getHeight() - STRIP) / 2);
  }

  @Override
  protected double computePrefWidth(double height) {
    return 144;
  }

  @Override
  protected double computePrefHeight(double width) {
    return low.prefHeight(-1);
  }

  private void paint(ColourMap map) {
    WritableImage image = new WritableImage(STEPS, (int) STRIP);
    for (int x = 0; x < STEPS; x++) {
      for (int y = 0; y < STRIP; y++) {
        image.getPixelWriter().setArgb(x, y, 0xff000000 | map.rgb(x / (STEPS - 1.0)));
      }
    }
    strip.setImage(image);
  }
}
