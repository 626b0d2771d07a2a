package dev.facet.ui.feature;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Explanation;
import dev.facet.protocol.FeatureDetail.ScoredLabel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What is said about a feature: by language models, by CLIP, and by the person. */
final class WordsPane extends VBox {

  private static final int NOTE_ROWS = 3;

  private final FeatureViewModel viewModel;
  private final Messages messages;
  private final VBox explanations = new VBox();
  private final VBox labels = new VBox();
  private final TextField tags = new TextField();
  private final TextArea note = new TextArea();
  private int shown = -1;

  WordsPane(FeatureViewModel viewModel, Messages messages) {
    this.viewModel = viewModel;
    this.messages = messages;
    getStyleClass().add("about");
    explanations.getStyleClass().add("explanations");
    labels.getStyleClass().add("scored-list");
    tags.setPromptText(messages.text("feature.tags.prompt"));
    tags.setAccessibleText(messages.text("feature.tags"));
    tags.setOnAction(e -> save());
    tags.focusedProperty().subscribe(this::left);
    note.setPrefRowCount(NOTE_ROWS);
    note.setWrapText(true);
    note.setPromptText(messages.text("feature.note.prompt"));
    note.setAccessibleText(messages.text("feature.note"));
    note.focusedProperty().subscribe(this::left);
    note.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ENTER && e.isShortcutDown()) {
            save();
            e.consume();
          }
        });
    getChildren()
        .addAll(
            new VBox(8, explanationsHead(), explanations),
            new VBox(4, title("feature.labels"), labels),
            new VBox(4, title("feature.tags"), tags),
            new VBox(4, title("feature.note"), note));
  }

  private HBox explanationsHead() {
    MenuButton ask = new MenuButton(messages.text("feature.explain"));
    ask.getStyleClass().addAll("chip", "chip-menu");
    ask.setTooltip(new Tooltip(messages.text("feature.explain.hint")));
    ask.setMinWidth(USE_PREF_SIZE);
    for (ExplainMethod method : ExplainMethod.values()) {
      MenuItem item = new MenuItem(method(method));
      item.setOnAction(e -> viewModel.explain(method));
      ask.getItems().add(item);
    }
    ask.disableProperty()
        .bind(
            viewModel
                .explaining()
                .runningProperty()
                .or(viewModel.explaining().possibleProperty().not()));
    ProgressIndicator busy = new ProgressIndicator();
    busy.setPrefSize(16, 16);
    busy.setMinSize(16, 16);
    busy.visibleProperty().bind(viewModel.explaining().runningProperty());
    busy.setAccessibleText(messages.text("feature.explaining"));
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    HBox head = new HBox(8, title("feature.explanations"), busy, space, ask);
    head.setAlignment(Pos.CENTER_LEFT);
    return head;
  }

  /** Shows a feature; what is being typed about the one before is kept for that one. */
  void show(FeatureDetail detail) {
    if (shown >= 0 && shown != detail.row().feature()) {
      save();
    }
    boolean same = shown == detail.row().feature();
    shown = detail.row().feature();
    if (!same || !note.isFocused()) {
      note.setText(detail.note());
    }
    if (!same || !tags.isFocused()) {
      tags.setText(String.join(", ", detail.tags()));
    }
    double best = detail.labels().stream().mapToDouble(ScoredLabel::score).max().orElse(1);
    labels
        .getChildren()
        .setAll(
            detail.labels().stream()
                .map(l -> new ScoredRow(new Label(l.word()), l.score(), best))
                .toList());
    if (detail.labels().isEmpty()) {
      labels.getChildren().setAll(muted("feature.labels.none"));
    }
    List<Explanation> own =
        detail.explanations().stream().filter(e -> e.control() == Control.NONE).toList();
    explanations.getChildren().setAll(own.stream().map(this::explanation).toList());
    if (own.isEmpty()) {
      Label none = new Label();
      none.textProperty()
          .bind(
              Bindings.when(viewModel.explaining().possibleProperty())
                  .then(messages.text("feature.explanations.none"))
                  .otherwise(messages.text("feature.explanations.nomodel")));
      none.getStyleClass().add("muted");
      none.setWrapText(true);
      explanations.getChildren().add(none);
    }
  }

  private Label muted(String key) {
    Label label = new Label(messages.text(key));
    label.getStyleClass().add("muted");
    label.setWrapText(true);
    return label;
  }

  /** It is looked at no more: what was typed is kept, and it is filled anew the next time. */
  void leave() {
    save();
    shown = -1;
  }

  private VBox explanation(Explanation e) {
    Label text = new Label(e.text());
    text.getStyleClass().add("explanation-text");
    text.setWrapText(true);
    Tooltip hint = new Tooltip(messages.text("feature.explanation.hint", e.prompt(), e.created()));
    VBox box = new VBox(2, text);
    for (String line : List.of(origin(e), scores(e))) {
      if (!line.isEmpty()) {
        Label small = new Label(line);
        small.getStyleClass().add("axis-label");
        small.setWrapText(true);
        small.setTooltip(hint);
        box.getChildren().add(small);
      }
    }
    box.getStyleClass().add("explanation");
    return box;
  }

  /** How it came about. */
  private String origin(Explanation e) {
    List<String> parts = new ArrayList<>();
    parts.add(method(e.method()));
    parts.add(e.model());
    Double coefficient = e.coefficient();
    if (coefficient != null) {
      parts.add(
          messages.text(
              "feature.explanation.coefficient",
              Figures.fixed(coefficient / viewModel.residualNorm(), 2)));
    }
    return line(parts);
  }

  /** How well it does, as far as that was measured. */
  private String scores(Explanation e) {
    List<String> parts = new ArrayList<>();
    score(parts, "clip", e.clipScore());
    score(parts, "auroc", e.auroc());
    score(parts, "iou", e.iou());
    return line(parts);
  }

  private static String line(List<String> parts) {
    // A line breaks after a dot, and never within a figure.
    return parts.stream()
        .map(part -> part.replace(' ', '\u00a0'))
        .collect(Collectors.joining("\u00a0\u00b7 "));
  }

  private String method(ExplainMethod method) {
    return messages.text("feature.explanation." + method);
  }

  private void score(List<String> parts, String key, @Nullable Double score) {
    if (score != null) {
      parts.add(messages.text("feature.explanation." + key, Figures.fixed(score, 2)));
    }
  }

  private void left(boolean focused) {
    if (!focused) {
      save();
    }
  }

  private void save() {
    if (shown >= 0) {
      viewModel
          .writing()
          .write(
              shown,
              note.getText(),
              Arrays.stream(tags.getText().split("[,;]"))
                  .map(String::strip)
                  .filter(t -> !t.isEmpty())
                  .distinct()
                  .toList());
    }
  }

  private Label title(String key) {
    Label title = new Label(messages.text(key));
    title.getStyleClass().add("section-title");
    return title;
  }
}
