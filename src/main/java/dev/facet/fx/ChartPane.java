package dev.facet.fx;

import java.awt.geom.Rectangle2D;
import java.util.function.DoubleConsumer;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.scene.AccessibleRole;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.event.ChartChangeListener;
import org.jfree.chart.fx.ChartCanvas;
import org.jfree.chart.plot.XYPlot;
import org.jspecify.annotations.Nullable;

/**
 * Hosts a chart with one horizontal number axis. However many changes the chart tells of, it is
 * drawn once a pulse, on the UI thread. A hairline follows the mouse and another stands at a marked
 * value; both are nodes of their own, so that moving them draws no chart.
 */
public final class ChartPane extends Region {

  private final Line cursor = new Line();
  private final Line mark = new Line();
  private final ReadOnlyDoubleWrapper hovered = new ReadOnlyDoubleWrapper(Double.NaN);
  private final ChartChangeListener changed = e -> requestDraw();
  private @Nullable ChartCanvas canvas;
  private double marked = Double.NaN;
  private boolean stale;
  private DoubleConsumer onPick = x -> {};

  public ChartPane() {
    getStyleClass().add("chart-pane");
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    cursor.getStyleClass().add("chart-cursor");
    mark.getStyleClass().add("chart-mark");
    cursor.setMouseTransparent(true);
    mark.setMouseTransparent(true);
    cursor.setManaged(false);
    mark.setManaged(false);
    cursor.setVisible(false);
    mark.setVisible(false);
    getChildren().addAll(mark, cursor);
    addEventFilter(MouseEvent.MOUSE_MOVED, this::hover);
    addEventFilter(MouseEvent.MOUSE_EXITED, e -> hover(Double.NaN));
    addEventFilter(
        MouseEvent.MOUSE_CLICKED,
        e -> {
          double x = toDomain(e.getX(), e.getY());
          if (!Double.isNaN(x)) {
            onPick.accept(x);
          }
        });
  }

  /** Shows a chart in place of the one before. */
  public void setChart(JFreeChart chart) {
    if (canvas == null) {
      canvas = new ChartCanvas(chart);
      canvas.setTooltipEnabled(false);
      canvas.setDomainZoomable(false);
      canvas.setRangeZoomable(false);
      getChildren().addFirst(canvas);
    } else {
      canvas.getChart().removeChangeListener(changed);
      canvas.setChart(chart);
    }
    // The canvas draws at once at every change, on whatever thread; one drawing a pulse will do.
    chart.removeChangeListener(canvas);
    chart.addChangeListener(changed);
    requestDraw();
  }

  /** Where on the horizontal axis the mouse is, NaN while it is outside the plot. */
  public ReadOnlyDoubleProperty hoveredProperty() {
    return hovered.getReadOnlyProperty();
  }

  /** Puts the mark at a value of the horizontal axis; NaN hides it. */
  public void mark(double value) {
    marked = value;
    place(mark, value);
  }

  /** Told the value of the horizontal axis that was clicked. */
  public void setOnPick(DoubleConsumer onPick) {
    this.onPick = onPick;
  }

  @Override
  protected void layoutChildren() {
    if (canvas == null) {
      return;
    }
    double width = Math.floor(getWidth());
    double height = Math.floor(getHeight());
    if (canvas.getWidth() != width || canvas.getHeight() != height) {
      canvas.setWidth(width);
      canvas.setHeight(height);
      canvas.draw();
      stale = false;
    } else if (stale) {
      stale = false;
      canvas.draw();
    }
    place(mark, marked);
    place(cursor, hovered.get());
  }

  private void requestDraw() {
    stale = true;
    requestLayout();
  }

  private void hover(MouseEvent e) {
    hover(toDomain(e.getX(), e.getY()));
  }

  private void hover(double x) {
    hovered.set(x);
    place(cursor, x);
  }

  private @Nullable Rectangle2D dataArea() {
    if (canvas == null) {
      return null;
    }
    Rectangle2D area = canvas.getRenderingInfo().getPlotInfo().getDataArea();
    return area.isEmpty() ? null : area;
  }

  private double toDomain(double x, double y) {
    Rectangle2D area = dataArea();
    if (area == null || canvas == null || !area.contains(x, y)) {
      return Double.NaN;
    }
    XYPlot plot = canvas.getChart().getXYPlot();
    return plot.getDomainAxis().java2DToValue(x, area, plot.getDomainAxisEdge());
  }

  private void place(Line line, double value) {
    Rectangle2D area = dataArea();
    if (area == null || canvas == null || Double.isNaN(value)) {
      line.setVisible(false);
      return;
    }
    XYPlot plot = canvas.getChart().getXYPlot();
    double x =
        Math.round(plot.getDomainAxis().valueToJava2D(value, area, plot.getDomainAxisEdge())) + 0.5;
    line.setStartX(x);
    line.setEndX(x);
    line.setStartY(area.getMinY());
    line.setEndY(area.getMaxY());
    line.setVisible(x >= area.getMinX() && x <= area.getMaxX() + 1);
  }
}
