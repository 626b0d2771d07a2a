package dev.facet.app.settings;

import dev.facet.app.settings.Setting.Amount;
import dev.facet.app.settings.Setting.Choice;
import dev.facet.app.settings.Setting.Line;
import dev.facet.app.settings.Setting.Switch;
import dev.facet.fx.Messages;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory.IntegerSpinnerValueFactory;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** A setting with the control of its kind. What is set holds at once. */
final class SettingRow extends HBox {

  private final Setting<?> setting;
  private final Messages messages;
  private final String words;

  SettingRow(Setting<?> setting, Messages messages) {
    this.setting = setting;
    this.messages = messages;
    String name = text("");
    String hint = text(".hint");
    getStyleClass().add("setting-row");
    setAlignment(Pos.CENTER_LEFT);
    Label title = new Label(name);
    Label about = new Label(hint);
    about.getStyleClass().add("muted");
    about.setWrapText(true);
    VBox texts = new VBox(2, title, about);
    HBox.setHgrow(texts, Priority.ALWAYS);
    texts.setMinWidth(0);
    Node control =
        switch (setting) {
          case Choice<?> choice -> choice(choice);
          case Switch on -> onOff(on);
          case Amount amount -> amount(amount);
          case Line line -> line(line);
        };
    control.setAccessibleText(name);
    control.setAccessibleHelp(hint);
    title.setLabelFor(control);
    Button usual = new Button();
    usual.setGraphic(new FontIcon("fth-rotate-ccw"));
    usual.getStyleClass().add("icon-button");
    usual.setTooltip(new Tooltip(messages.text("settings.usual")));
    usual.setAccessibleText(messages.text("settings.usual") + ": " + name);
    usual.setOnAction(e -> setting.reset());
    setting.valueProperty().subscribe(() -> usual.setVisible(!setting.isUsual()));
    usual.setVisible(!setting.isUsual());
    getChildren().addAll(texts, control, usual);
    words = name + " " + hint + " " + setting.id();
  }

  /** By which it is found. */
  String words() {
    return words;
  }

  private String text(String suffix) {
    return messages.text("setting." + setting.id() + suffix);
  }

  private <E extends Enum<E>> Node choice(Choice<E> choice) {
    ComboBox<E> box = new ComboBox<>();
    box.getItems().setAll(choice.choices());
    box.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable E value) {
            return value == null ? "" : text("." + value.name());
          }

          @Override
          public @Nullable E fromString(String text) {
            return null; // nothing is typed here
          }
        });
    box.valueProperty().bindBidirectional(choice.valueProperty());
    return box;
  }

  private static Node onOff(Switch on) {
    CheckBox box = new CheckBox();
    box.setSelected(on.get());
    box.selectedProperty().addListener((o, before, now) -> on.set(now));
    on.valueProperty().addListener((o, before, now) -> box.setSelected(now));
    return box;
  }

  private Node amount(Amount amount) {
    Spinner<Integer> spinner = new Spinner<>();
    IntegerSpinnerValueFactory values =
        new IntegerSpinnerValueFactory(amount.least(), amount.most(), amount.get(), amount.step());
    spinner.setValueFactory(values);
    spinner.setEditable(true);
    spinner.setPrefWidth(88);
    values.valueProperty().bindBidirectional(amount.valueProperty());
    spinner.setAccessibleText(text(""));
    spinner.getEditor().setAccessibleText(text(""));
    Label unit = new Label(text(".unit"));
    unit.getStyleClass().add("muted");
    HBox both = new HBox(8, spinner, unit);
    both.setAlignment(Pos.CENTER_RIGHT);
    return both;
  }

  private Node line(Line line) {
    TextField field = new TextField(line.get());
    field.setPromptText(text(".prompt"));
    field.setPrefWidth(220);
    field.textProperty().addListener((o, before, now) -> line.set(now));
    line.valueProperty()
        .addListener(
            (o, before, now) -> {
              if (!now.equals(field.getText())) {
                field.setText(now);
              }
            });
    return field;
  }
}
