package dev.facet.ui.feature;

import dev.facet.fx.Figures;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** A name with a score, as a bar beside the best one and as a number. */
final class ScoredRow extends HBox {

  private static final double GAP = 8;

  ScoredRow(Region name, double score, double best) {
    super(GAP);
    name.setMaxWidth(Double.MAX_VALUE);
    name.setMinWidth(0);
    HBox.setHgrow(name, Priority.ALWAYS);
    ProgressBar bar = new ProgressBar(best > 0 ? Math.clamp(score / best, 0, 1) : 0);
    bar.getStyleClass().add("score-bar");
    Label value = new Label(Figures.share(score));
    value.getStyleClass().add("score");
    value.setMinWidth(Region.USE_PREF_SIZE);
    getChildren().addAll(name, bar, value);
    setAlignment(Pos.CENTER_LEFT);
    setAccessibleText(Figures.share(score));
  }
}
