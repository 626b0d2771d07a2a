package dev.facet.fx;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.shape.ArcTo;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import org.jspecify.annotations.Nullable;

/**
 * A square picture with a heat map over it and a caption that shows while the mouse is on it. Its
 * place stays the same while the picture loads; a picture that comes when the tile shows another
 * one already is dropped.
 */
public final class PictureTile extends Region {

  private static final double RADIUS = 6;

  private final ImageView picture = new ImageView();
  private final HeatMapLayer heat = new HeatMapLayer();
  private final Label caption = new Label();
  private final Region frame = new Region();
  private final Path corners = new Path();
  private @Nullable Object key;
  private String text = "";
  private double roundedWidth;
  private double roundedHeight;
  private PicturePart part = PicturePart.WHOLE;

  public PictureTile() {
    getStyleClass().add("picture-tile");
    picture.setSmooth(true);
    picture.setPreserveRatio(true);
    caption.getStyleClass().add("tile-caption");
    caption.setVisible(false);
    caption.setMouseTransparent(true);
    frame.getStyleClass().add("tile-frame");
    frame.setMouseTransparent(true);
    corners.getStyleClass().add("tile-corners");
    corners.setMouseTransparent(true);
    corners.setManaged(false);
    getChildren().addAll(picture, heat, caption, corners, frame);
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

  /** The part of a picture that the heat map covers. */
  public void setHeatPart(PicturePart newPart) {
    if (part != newPart) {
      part = newPart;
      requestLayout();
    }
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
    round(width, height);
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
    Rectangle2D covered = part.on(new Rectangle2D(left, top, shownWidth, shownHeight));
    heat.resizeRelocate(
        covered.getMinX(), covered.getMinY(), covered.getWidth(), covered.getHeight());
    frame.resizeRelocate(0, 0, width, height);
    double captionHeight = caption.prefHeight(-1);
    caption.resizeRelocate(0, height - captionHeight, width, captionHeight);
  }

  /**
   * Covers the corners with what is behind the tile. A rounded clip would look the same and have
   * the tile drawn on a picture of its own first, in every frame.
   */
  private void round(double width, double height) {
    if (width == roundedWidth && height == roundedHeight) {
      return;
    }
    roundedWidth = width;
    roundedHeight = height;
    corners
        .getElements()
        .setAll(
            new MoveTo(0, 0),
            new LineTo(0, RADIUS),
            arc(RADIUS, 0),
            new ClosePath(),
            new MoveTo(width, 0),
            new LineTo(width - RADIUS, 0),
            arc(width, RADIUS),
            new ClosePath(),
            new MoveTo(width, height),
            new LineTo(width, height - RADIUS),
            arc(width - RADIUS, height),
            new ClosePath(),
            new MoveTo(0, height),
            new LineTo(RADIUS, height),
            arc(0, height - RADIUS),
            new ClosePath());
  }

  private static ArcTo arc(double x, double y) {
    return new ArcTo(RADIUS, RADIUS, 0, x, y, false, true);
  }
}
