package dev.facet.ui.features;

import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.StudyInfo;
import java.util.List;
import java.util.Map;
import javafx.scene.control.TableColumn;
import javafx.scene.text.Font;
import org.jspecify.annotations.Nullable;

/**
 * How wide the columns of the features are: columns of figures as wide as their figures in the size
 * of text, the label has the rest. Where that is too little, figures that the feature's page tells
 * too go.
 *
 * @param figures columns whose figures always take as much, with their pixels at the usual size of
 *     text
 * @param index column of the latents' numbers, as wide as the study's largest
 * @param spare columns that may go, the most wanted first
 */
record ColumnWidths(
    Map<TableColumn<FeatureRow, FeatureRow>, Double> figures,
    TableColumn<FeatureRow, FeatureRow> index,
    List<TableColumn<FeatureRow, FeatureRow>> spare) {

  private static final double USUAL_TEXT = 13;
  private static final double DIGIT = 8;
  private static final double CELL_MARGINS = 10;
  private static final double LEAST_LABEL = 64;
  private static final double SCROLL_BAR = 14;

  /**
   * Fits the columns into a table.
   *
   * @param table its width, pixels
   * @param font of the rows
   * @param study that is shown, null for none
   */
  void fit(double table, Font font, @Nullable StudyInfo study) {
    double scale = font.getSize() / USUAL_TEXT;
    int digits = Math.max(3, Integer.toString(study == null ? 0 : study.latents() - 1).length());
    width(index, digits * DIGIT + CELL_MARGINS, scale);
    figures.forEach((column, pixels) -> width(column, pixels, scale));
    double left = table - SCROLL_BAR - index.getMinWidth() - LEAST_LABEL * scale;
    for (TableColumn<FeatureRow, FeatureRow> column : figures.keySet()) {
      left -= column.isVisible() && !spare.contains(column) ? column.getMinWidth() : 0;
    }
    for (TableColumn<FeatureRow, FeatureRow> column : spare) {
      left -= column.getMinWidth();
      column.setVisible(left >= 0);
    }
  }

  private static void width(TableColumn<FeatureRow, ?> column, double pixels, double scale) {
    double width = Math.ceil(pixels * scale);
    column.setMinWidth(width);
    column.setMaxWidth(width);
    column.setPrefWidth(width);
  }
}
