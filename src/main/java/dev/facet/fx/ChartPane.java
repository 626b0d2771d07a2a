package dev.facet.fx;

import java.awt.geom.Rectangle2D;
import java.util.function.DoubleConsumer;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import javafx.scene.transform.Scale;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.event.ChartChangeListener;
import org.jfree.chart.plot.XYPlot;
import org.jfree.fx.FXGraphics2D;
import org.jspecify.annotations.Nullable;

/**
 * Hosts a chart with one horizontal number axis. However many changes the chart tells of, it is
 * drawn once a pulse, on the UI thread, at twice the pixels of a plain screen, so that it is sharp
 * on a fine one. (The ready-made chart canvas draws at every change, on whatever thread.) A
 * hairline follows the mouse and another stands at a marked value; both are nodes of their own, so
 * that moving them draws no chart.
 */
public final class ChartPane extends Region {

  private static final double SHARPNESS = 2;

  /** A chart has no room for its axes in less. */
  private static final double SMALLEST = 48;

  private final Line cursor = new Line();
  private final Line mark = new Line();
  private final ReadOnlyDoubleWrapper hovered = new ReadOnlyDoubleWrapper(Double.NaN);
  private final ChartChangeListener changed = e -> requestDraw();
  private Canvas canvas = new Canvas();
  private final ChartRenderingInfo info = new ChartRenderingInfo(null);
  private @Nullable JFreeChart chart;
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
    getChildren().addAll(canvas, mark, cursor);
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
  public void setChart(JFreeChart newChart) {
    if (chart != null) {
      chart.removeChangeListener(changed);
    }
    chart = newChart;
    newChart.addChangeListener(changed);
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
    double width = Math.floor(getWidth()) * SHARPNESS;
    double height = Math.floor(getHeight()) * SHARPNESS;
    if (stale || canvas.getWidth() != width || canvas.getHeight() != height) {
      draw(width, height);
    }
    place(mark, marked);
    place(cursor, hovered.get());
  }

  /**
   * Draws on a fresh canvas: the graphics of the last drawing leaves its clip behind on a used one.
   */
  private void draw(double width, double height) {
    JFreeChart shown = chart;
    if (shown == null || width < SMALLEST * SHARPNESS || height < SMALLEST * SHARPNESS) {
      return;
    }
    stale = false;
    Canvas fresh = new Canvas(width, height);
    fresh.setManaged(false);
    fresh.getTransforms().add(new Scale(1 / SHARPNESS, 1 / SHARPNESS));
    FXGraphics2D graphics = new FXGraphics2D(fresh.getGraphicsContext2D());
    graphics.scale(SHARPNESS, SHARPNESS);
    shown.draw(graphics, new Rectangle2D.Double(0, 0, width / SHARPNESS, height / SHARPNESS), info);
    graphics.dispose();
    getChildren().set(0, fresh);
    canvas = fresh;
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
    Rectangle2D area = info.getPlotInfo().getDataArea();
    return area == null || area.isEmpty() ? null : area;
  }

  private double toDomain(double x, double y) {
    Rectangle2D area = dataArea();
    if (area == null || chart == null || !area.contains(x, y)) {
      return Double.NaN;
    }
    XYPlot plot = chart.getXYPlot();
    return plot.getDomainAxis().java2DToValue(x, area, plot.getDomainAxisEdge());
  }

  private void place(Line line, double value) {
    Rectangle2D area = dataArea();
    if (area == null || chart == null || Double.isNaN(value)) {
      line.setVisible(false);
      return;
    }
    XYPlot plot = chart.getXYPlot();
    double x =
        Math.round(plot.getDomainAxis().valueToJava2D(value, area, plot.getDomainAxisEdge())) + 0.5;
    line.setStartX(x);
    line.setEndX(x);
    line.setStartY(area.getMinY());
    line.setEndY(area.getMaxY());
    line.setVisible(x >= area.getMinX() && x <= area.getMaxX() + 1);
  }
}
