package dev.facet.ui.chart;

import dev.facet.export.ChartTheme;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** How charts are exported. */
public final class ExportChoices {

  /** Size of the drawing in points; a PNG has twice as many pixels. */
  public enum Size {
    /** One column of a paper. */
    COLUMN(400, 280),
    /** The whole width of a page. */
    PAGE(800, 480),
    /** A slide of 16:9. */
    SLIDE(1280, 720);

    private final int width;
    private final int height;

    Size(int width, int height) {
      this.width = width;
      this.height = height;
    }

    public int width() {
      return width;
    }

    public int height() {
      return height;
    }
  }

  private final ObjectProperty<Size> size = new SimpleObjectProperty<>(Size.PAGE);
  private final ObjectProperty<ChartTheme> theme = new SimpleObjectProperty<>(ChartTheme.LIGHT);

  public ObjectProperty<Size> sizeProperty() {
    return size;
  }

  /** The ground of the picture, whatever the window's. */
  public ObjectProperty<ChartTheme> themeProperty() {
    return theme;
  }
}
