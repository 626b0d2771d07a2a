package dev.facet.ui.newstudy;

import dev.facet.fx.Messages;
import dev.facet.ui.newstudy.FolderCheck.Phase;
import dev.facet.ui.newstudy.FolderCheck.State;
import dev.facet.ui.session.DialogService;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** One step of the form: what is asked for, the field, and what was found in the folder. */
final class FolderPane extends VBox {

  private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
  private static final PseudoClass GOOD = PseudoClass.getPseudoClass("good");

  private final TextField field = new TextField();
  private final FontIcon icon = new FontIcon("fth-folder");
  private final ProgressIndicator spinner = new ProgressIndicator();
  private final Label title = new Label();
  private final VBox lines = new VBox();
  private final VBox card;
  private final String emptyText;

  FolderPane(FolderCheck check, Messages messages, DialogService dialogs) {
    String kind = check.wanted().name();
    emptyText = messages.text("newstudy.empty." + kind);
    getStyleClass().add("form-step");
    Label explanation = new Label(messages.text("newstudy.explain." + kind));
    explanation.getStyleClass().add("muted");
    explanation.setWrapText(true);
    Label name = new Label(messages.text("newstudy.field." + kind));
    name.setLabelFor(field);
    field.setPromptText(messages.text("newstudy.prompt." + kind));
    field.setAccessibleText(name.getText());
    field.textProperty().bindBidirectional(check.pathProperty());
    HBox.setHgrow(field, Priority.ALWAYS);
    Button choose = new Button(messages.text("newstudy.choose"));
    choose.setMinWidth(Region.USE_PREF_SIZE);
    choose.setAccessibleText(messages.text("newstudy.choose") + " " + name.getText());
    choose.setOnAction(
        e ->
            dialogs.chooseFolder(name.getText()).ifPresent(path -> field.setText(path.toString())));
    HBox row = new HBox(8, field, choose);
    spinner.setMaxSize(16, 16);
    spinner.setMinSize(16, 16);
    title.setWrapText(true);
    title.getStyleClass().add("found-title");
    lines.getStyleClass().add("found-lines");
    HBox head = new HBox(8, icon, spinner, title);
    card = new VBox(8, head, lines);
    card.getStyleClass().add("found");
    card.setAccessibleText(name.getText());
    getChildren().addAll(explanation, name, row, card);
    check.stateProperty().subscribe(this::show);
  }

  TextField field() {
    return field;
  }

  private void show(State state) {
    boolean checking = state.phase() == Phase.CHECKING;
    spinner.setVisible(checking);
    spinner.setManaged(checking);
    icon.setVisible(!checking);
    icon.setManaged(!checking);
    icon.setIconLiteral(
        switch (state.phase()) {
          case GOOD -> "fth-check-circle";
          case WRONG -> "fth-alert-circle";
          case EMPTY, CHECKING -> "fth-folder";
        });
    title.setText(state.phase() == Phase.EMPTY ? emptyText : state.title());
    pseudoClassStateChanged(WRONG, state.phase() == Phase.WRONG);
    pseudoClassStateChanged(GOOD, state.phase() == Phase.GOOD);
    lines.getChildren().clear();
    state.lines().forEach(line -> lines.getChildren().add(line(line, "found-line")));
    state
        .warnings()
        .forEach(
            warning -> {
              Label label = line(warning, "found-warning");
              label.setGraphic(new FontIcon("fth-alert-triangle"));
              lines.getChildren().add(label);
            });
    lines.setManaged(!lines.getChildren().isEmpty());
  }

  private static Label line(String text, String style) {
    Label label = new Label(text);
    label.setWrapText(true);
    label.getStyleClass().add(style);
    return label;
  }
}
