package dev.facet.ui.feature;

import dev.facet.fx.Figures;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** A name with a score: as a number, and as a bar beside the best one or with a button. */
final class ScoredRow extends HBox {

  private static final double GAP = 8;

  /** With a bar between the name and the score. */
  ScoredRow(Region name, double score, double best) {
    this(name, score);
    ProgressBar bar = new ProgressBar(best > 0 ? Math.clamp(score / best, 0, 1) : 0);
    bar.getStyleClass().add("score-bar");
    getChildren().add(1, bar);
  }

  /** With a button behind the score. */
  ScoredRow(Region name, double score, Button button) {
    this(name, score);
    getChildren().add(button);
  }

  private ScoredRow(Region name, double score) {
    super(GAP);
    name.setMaxWidth(Double.MAX_VALUE);
    name.setMinWidth(0);
    HBox.setHgrow(name, Priority.ALWAYS);
    Label value = new Label(Figures.fixed(score, 2));
    value.getStyleClass().add("score");
    value.setMinWidth(Region.USE_PREF_SIZE);
    getChildren().addAll(name, value);
    setAlignment(Pos.CENTER_LEFT);
    setAccessibleText(Figures.fixed(score, 2));
  }
}
