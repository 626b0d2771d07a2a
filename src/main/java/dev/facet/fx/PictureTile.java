package dev.facet.fx;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;

/**
 * A square picture with a heat map over it and a caption that shows while the mouse is on it. Its
 * place stays the same while the picture loads; a picture that comes when the tile shows another
 * one already is dropped.
 */
public final class PictureTile extends Region {

  private static final double RADIUS = 12;

  private final ImageView picture = new ImageView();
  private final HeatMapLayer heat = new HeatMapLayer();
  private final Label caption = new Label();
  private final Region frame = new Region();
  private final Rectangle clip = new Rectangle();
  private @Nullable Object key;
  private String text = "";

  public PictureTile() {
    getStyleClass().add("picture-tile");
    picture.setSmooth(true);
    picture.setPreserveRatio(true);
    caption.getStyleClass().add("tile-caption");
    caption.setVisible(false);
    caption.setMouseTransparent(true);
    frame.getStyleClass().add("tile-frame");
    frame.setMouseTransparent(true);
    clip.setArcWidth(RADIUS);
    clip.setArcHeight(RADIUS);
    setClip(clip);
    getChildren().addAll(picture, heat, caption, frame);
    setOnMouseMoved(
        e -> {
          int cell = heat.cellAt(e.getX() - heat.getLayoutX(), e.getY() - heat.getLayoutY());
          caption.setText(
              cell < 0 || !heat.isVisible()
                  ? text
                  : text + " \u00b7 " + Figures.fixed(heat.value(cell), 2));
          caption.setVisible(!caption.getText().isEmpty());
        });
    setOnMouseExited(e -> caption.setVisible(false));
  }

  public HeatMapLayer heat() {
    return heat;
  }

  /** Empties the tile. */
  public void clear() {
    key = null;
    picture.setImage(null);
    heat.show(java.util.List.of(), 0, 0, 0);
    text = "";
    caption.setVisible(false);
    setAccessibleText("");
  }

  /**
   * Shows a picture.
   *
   * @param newKey which picture it is
   * @param ready the picture if it is here already
   * @param loader starts loading it otherwise; completes on the UI thread
   * @param newText for the caption and for screen readers
   */
  public void show(
      Object newKey,
      @Nullable Image ready,
      Supplier<CompletableFuture<Image>> loader,
      String newText) {
    text = newText;
    setAccessibleText(newText);
    if (newKey.equals(key) && picture.getImage() != null) {
      return;
    }
    key = newKey;
    picture.setImage(ready);
    if (ready == null) {
      // The tile of a picture that cannot be loaded stays empty, with its text.
      var _ =
          loader
              .get()
              .thenAccept(
                  image -> {
                    if (newKey.equals(key)) {
                      picture.setImage(image);
                      requestLayout();
                    }
                  });
    }
  }

  @Override
  protected void layoutChildren() {
    double width = getWidth();
    double height = getHeight();
    clip.setWidth(width);
    clip.setHeight(height);
    Image image = picture.getImage();
    double scale =
        image == null ? 0 : Math.min(width / image.getWidth(), height / image.getHeight());
    double shownWidth = image == null ? width : image.getWidth() * scale;
    double shownHeight = image == null ? height : image.getHeight() * scale;
    double left = Math.round((width - shownWidth) / 2);
    double top = Math.round((height - shownHeight) / 2);
    picture.setFitWidth(shownWidth);
    picture.setFitHeight(shownHeight);
    picture.relocate(left, top);
    heat.resizeRelocate(left, top, shownWidth, shownHeight);
    frame.resizeRelocate(0, 0, width, height);
    double captionHeight = caption.prefHeight(-1);
    caption.resizeRelocate(0, height - captionHeight, width, captionHeight);
  }
}
