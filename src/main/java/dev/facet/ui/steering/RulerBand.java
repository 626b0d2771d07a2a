package dev.facet.ui.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/**
 * The track of a concept ruler: a stretch for each segment of strengths, tinted by how much it
 * promotes its word, with the word in it.
 */
final class RulerBand extends Pane {

  /** Between the needle and a word beside it. */
  private static final double CLEAR = 4;

  private static final double FAINTEST = 0.10;
  private static final double STRONGEST = 0.50;

  private final double height;
  private final List<Region> tints = new ArrayList<>();
  private final List<Label> words = new ArrayList<>();
  private List<Segment> segments = List.of();

  RulerBand(double height) {
    this.height = height;
    getStyleClass().add("ruler-band");
  }

  List<Segment> segments() {
    return segments;
  }

  void show(List<Segment> newSegments) {
    segments = newSegments;
    tints.clear();
    words.clear();
    List<Node> nodes = new ArrayList<>();
    for (Segment segment : segments) {
      Region tint = new Region();
      tint.getStyleClass().add(segment.word().isEmpty() ? "ruler-unchanged" : "ruler-tint");
      tint.setOpacity(
          segment.word().isEmpty()
              ? 1
              : FAINTEST + (STRONGEST - FAINTEST) * Math.clamp(segment.power(), 0, 1));
      Label word = new Label(segment.word());
      word.getStyleClass().add("ruler-word");
      tints.add(tint);
      words.add(word);
      nodes.add(tint);
      nodes.add(word);
    }
    nodes.forEach(n -> n.setManaged(false));
    getChildren().setAll(nodes);
  }

  /**
   * Puts segments and words in their places.
   *
   * @param x where a raw strength stands in the band, pixels
   * @param needle where the needle stands, pixels
   * @return from which height on the needle crosses out no word, pixels
   */
  double place(DoubleUnaryOperator x, double needle) {
    boolean crossed = false;
    for (int i = 0; i < segments.size(); i++) {
      double left = Math.round(x.applyAsDouble(segments.get(i).from()));
      double right = Math.round(x.applyAsDouble(segments.get(i).to()));
      tints.get(i).resizeRelocate(left, 0, Math.max(0, right - left - 1), height);
      crossed |= placeWord(words.get(i), left + 2, right - 2, needle);
    }
    return crossed ? underWords() : 0;
  }

  /** Where the needle begins below the words, when there is no room beside it. */
  private double underWords() {
    double tallest = words.stream().mapToDouble(word -> word.prefHeight(-1)).max().orElse(0);
    return Math.min(height - 2, (height + tallest) / 2);
  }

  /**
   * In the middle of its segment, or beside the needle where that would cross it out.
   *
   * @return whether the needle stands in it all the same: its segment is narrow
   */
  private boolean placeWord(Label word, double from, double to, double needle) {
    double width = word.prefWidth(-1);
    double left = from;
    double right = to;
    boolean shown = width <= to - from;
    boolean crossed = Math.abs(needle - (from + to) / 2) < width / 2 + CLEAR;
    if (crossed) {
      boolean after = to - needle >= needle - from;
      if (width + CLEAR <= (after ? to - needle : needle - from)) {
        left = after ? needle + CLEAR : from;
        right = after ? to : needle - CLEAR;
        crossed = false;
      }
    }
    word.resizeRelocate(left, 0, Math.max(0, right - left), height);
    word.setVisible(shown);
    return shown && crossed;
  }
}
