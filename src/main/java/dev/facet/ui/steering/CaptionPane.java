package dev.facet.ui.steering;

import dev.facet.core.CaptionDiff;
import dev.facet.core.CaptionDiff.Span;
import dev.facet.core.CaptionResult;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import java.util.ArrayList;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/**
 * A caption with what changed in it: words that steering removed are struck through and dim in the
 * caption before, words that it inserted bold and underlined in the one after. Never by colour
 * alone.
 */
public final class CaptionPane extends VBox {

  private static final PseudoClass STALE = PseudoClass.getPseudoClass("stale");
  private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");

  private final Label title = new Label();
  private final Label figures = new Label();
  private final TextFlow words = new TextFlow();
  private final Messages messages;

  /** Which of the two captions it is. */
  private final CaptionDiff.Kind marked;

  /**
   * @param marked REMOVED for the caption before, INSERTED for the one after
   */
  public CaptionPane(Messages messages, CaptionDiff.Kind marked) {
    this.messages = messages;
    this.marked = marked;
    getStyleClass().add("caption");
    title.getStyleClass().add("caption-title");
    figures.getStyleClass().add("caption-figures");
    figures.setMinWidth(USE_PREF_SIZE);
    words.getStyleClass().add("caption-words");
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    getChildren().addAll(new HBox(8, title, space, figures), words);
  }

  public void setTitle(String text) {
    title.setText(text);
  }

  /** Shows a caption as it stands. */
  public void show(CaptionLine line) {
    boolean stale =
        line.phase() == CaptionLine.Phase.STALE || line.phase() == CaptionLine.Phase.SWEPT;
    boolean failed = line.phase() == CaptionLine.Phase.FAILED;
    pseudoClassStateChanged(STALE, stale);
    pseudoClassStateChanged(FAILED, failed);
    List<Text> texts =
        failed
            ? List.of(text(line.failure(), "word-failed"))
            : line.spans().isEmpty()
                ? List.of(text(line.text().isEmpty() ? " " : line.text(), "word-same"))
                : texts(
                    line.spans().stream()
                        .filter(s -> s.kind() == CaptionDiff.Kind.SAME || s.kind() == marked)
                        .toList());
    words.getChildren().setAll(texts);
    figures.setText(figures(line));
    setAccessibleText(title.getText() + ": " + (failed ? line.failure() : line.text()));
  }

  private String figures(CaptionLine line) {
    CaptionResult result = line.result();
    return switch (line.phase()) {
      case STREAMING -> messages.text("caption.streaming");
      case SWEPT -> messages.text("caption.swept");
      case STALE -> messages.text("caption.stale");
      case DONE ->
          result == null
              ? ""
              : messages.text(
                  result.cached() ? "caption.figures.cached" : "caption.figures",
                  Figures.fixed(result.meanLogProb(), 2),
                  Figures.fixed(result.totalMs(), 0));
      case NONE, FAILED -> "";
    };
  }

  /** Spaces between the spans are texts of their own, so that no line runs under them. */
  private static List<Text> texts(List<Span> spans) {
    List<Text> texts = new ArrayList<>();
    for (Span span : spans) {
      if (!texts.isEmpty()) {
        texts.add(text(" ", "word-same"));
      }
      texts.add(
          text(
              span.text(),
              switch (span.kind()) {
                case SAME -> "word-same";
                case REMOVED -> "word-removed";
                case INSERTED -> "word-inserted";
              }));
    }
    return texts;
  }

  private static Text text(String content, String styleClass) {
    Text text = new Text(content);
    text.getStyleClass().add(styleClass);
    return text;
  }
}
