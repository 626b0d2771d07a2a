package dev.facet.fx;

import java.util.List;
import java.util.function.IntFunction;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;

/** Counts as bars side by side, the tallest as high as the region. */
public final class Bars extends Region {

  private static final double GAP = 1;

  private List<Long> counts = List.of();

  public Bars() {
    getStyleClass().add("bars");
    setMinHeight(32);
  }

  /**
   * Shows counts.
   *
   * @param description of a bar by its number, for the tooltip
   */
  public void show(List<Long> newCounts, IntFunction<String> description) {
    counts = List.copyOf(newCounts);
    getChildren().clear();
    for (int i = 0; i < counts.size(); i++) {
      Region bar = new Region();
      bar.getStyleClass().add("bar");
      Tooltip.install(bar, new Tooltip(description.apply(i)));
      getChildren().add(bar);
    }
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    long largest = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    double step = getWidth() / Math.max(1, counts.size());
    for (int i = 0; i < counts.size(); i++) {
      double height = largest == 0 ? 0 : getHeight() * counts.get(i) / largest;
      double drawn = counts.get(i) > 0 ? Math.max(1, height) : 0;
      double left = Math.round(i * step);
      double right = Math.round((i + 1) * step) - GAP;
      getChildren()
          .get(i)
          .resizeRelocate(left, getHeight() - drawn, Math.max(1, right - left), drawn);
    }
  }
}
