package dev.facet.fx.plot;

import dev.facet.fx.UiThread;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;

/**
 * All points as one image, which is drawn on another thread; of several drawings the last counts.
 */
final class CloudPicture {

  private static final double SHARPNESS = 2;
  private static final double RADIUS = 2.25;

  private final ImageView view = new ImageView();
  private final ReadOnlyBooleanWrapper drawn = new ReadOnlyBooleanWrapper();
  private @Nullable UiThread ui;
  private @Nullable Executor painting;
  private int drawing;
  private double width;
  private double height;
  private int rgb;

  /** Who draws, and where the drawing comes back. */
  void equip(UiThread newUi, Executor newPainting) {
    ui = newUi;
    painting = newPainting;
  }

  ImageView view() {
    return view;
  }

  /** Whether the image shows the points as they are now, at the present size. */
  ReadOnlyBooleanProperty drawnProperty() {
    return drawn.getReadOnlyProperty();
  }

  /** Colour of the points as 0xRRGGBB. */
  void setColour(int newRgb) {
    rgb = newRgb;
    outdate();
  }

  /** The points are others now. */
  void outdate() {
    width = 0;
    drawn.set(false);
  }

  /** Draws, unless it shows the points at this size already. */
  void draw(PointCloud cloud, double newWidth, double newHeight) {
    UiThread back = ui;
    Executor executor = painting;
    if (width == newWidth && height == newHeight || back == null || executor == null) {
      return;
    }
    width = newWidth;
    height = newHeight;
    int number = ++drawing;
    drawn.set(false);
    int w = (int) (newWidth * SHARPNESS);
    int h = (int) (newHeight * SHARPNESS);
    int colour = rgb;
    try {
      executor.execute(
          () -> {
            int[] argb = cloud.paint(w, h, colour, RADIUS * SHARPNESS);
            back.run(
                () -> {
                  if (number == drawing) {
                    show(argb, w, h);
                  }
                });
          });
    } catch (RejectedExecutionException _) {
      width = 0; // the window is closing
    }
  }

  private void show(int[] argb, int w, int h) {
    WritableImage image = new WritableImage(w, h);
    image.getPixelWriter().setPixels(0, 0, w, h, PixelFormat.getIntArgbInstance(), argb, 0, w);
    view.setImage(image);
    view.setFitWidth(w / SHARPNESS);
    view.setFitHeight(h / SHARPNESS);
    drawn.set(true);
  }
}
