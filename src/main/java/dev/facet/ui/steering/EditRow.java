package dev.facet.ui.steering;

import dev.facet.fx.Figures;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import dev.facet.fx.TypedValue;
import dev.facet.ui.session.Edit;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;

/** One intervention: on or off, its name, slider and typed strength; kept, taken away. */
final class EditRow extends HBox {

  private static final PseudoClass ACTIVE = PseudoClass.getPseudoClass("active");
  private static final PseudoClass OFF = PseudoClass.getPseudoClass("off");

  private final SteeringViewModel steering;
  private final Messages messages;
  private final CheckBox enabled = new CheckBox();
  private final Label name = new Label();
  private final Slider slider = new Slider();
  private final TextField value = new TextField();
  private final ToggleButton keep = new ToggleButton();
  private final Button remove = new Button();
  private final Tooltip hint = new Tooltip();
  private final Tooltip enabledHint = new Tooltip();
  private @Nullable Edit edit;
  private final TypedValue typed;
  private boolean showing;

  EditRow(SteeringViewModel steering, Messages messages) {
    super(6);
    this.steering = steering;
    this.messages = messages;
    getStyleClass().add("edit-row");
    name.getStyleClass().add("edit-name");
    name.setMinWidth(0);
    name.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(name, Priority.ALWAYS);
    slider.getStyleClass().add("edit-slider");
    value.getStyleClass().addAll("value-field", "edit-value");
    icon(keep, "fth-bookmark", "edits.keep");
    icon(remove, "fth-x", "edits.remove");
    Tooltip.install(name, hint);
    enabled.setTooltip(enabledHint);
    getChildren().addAll(enabled, name, slider, value, keep, remove);
    setOnMousePressed(e -> activate());
    enabled.setOnAction(e -> with(shown -> steering.edits().enable(shown, enabled.isSelected())));
    keep.setOnAction(e -> with(shown -> steering.edits().keep(shown, keep.isSelected())));
    remove.setOnAction(e -> with(steering.edits()::remove));
    slider.setOnMousePressed(e -> activate());
    slider.focusedProperty().subscribe(on -> activateIf(on));
    value.focusedProperty().subscribe(on -> activateIf(on));
    slider
        .valueProperty()
        .addListener(
            (o, before, now) -> {
              if (!showing) {
                activate();
                steering.strength().set(now.doubleValue());
              }
            });
    typed =
        TypedValue.in(
            value,
            this::strength,
            text -> {
              activate();
              return steering.strength().type(text);
            },
            slider::requestFocus);
    setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.DELETE && !value.isFocused()) {
            with(steering.edits()::remove);
            e.consume();
          }
        });
  }

  private void icon(ButtonBase button, String icon, String key) {
    button.setGraphic(Icons.of(icon));
    button.getStyleClass().addAll("icon-button", "edit-button");
    button.setTooltip(new Tooltip(messages.text(key)));
  }

  /** Shows a line as it stands. */
  void show(Edit now) {
    showing = true;
    edit = now;
    Edit active = steering.edits().activeProperty().get();
    boolean mine = active != null && active.id() == now.id();
    pseudoClassStateChanged(ACTIVE, mine);
    pseudoClassStateChanged(OFF, !now.enabled());
    String title = steering.edits().name(now);
    boolean several = steering.edits().removable();
    name.setText(title);
    hint.setText(
        messages.text(
            "edits.hint",
            title,
            steering.edits().rule(now.intervention()),
            steering.strength().describe(now.intervention())));
    enabled.setSelected(now.enabled());
    enabled.setAccessibleText(messages.text("edits.enabled", title));
    enabledHint.setText(messages.text("edits.enabled", title));
    StrengthScale scale = steering.strength().scaleOf(now.intervention());
    slider.setMin(scale.min());
    slider.setMax(scale.max());
    slider.setBlockIncrement(scale.unit() / 10);
    if (slider.getValue() != now.intervention().strength()) {
      slider.setValue(now.intervention().strength());
    }
    slider.setVisible(several);
    slider.setManaged(several);
    slider.setAccessibleText(messages.text("edits.strength", title));
    typed.refresh();
    value.setVisible(several);
    value.setManaged(several);
    value.setAccessibleText(messages.text("edits.strength", title));
    keep.setSelected(now.kept());
    keep.setAccessibleText(messages.text("edits.keep") + ": " + title);
    remove.setVisible(several);
    remove.setManaged(several);
    remove.setAccessibleText(messages.text("edits.remove") + ": " + title);
    showing = false;
  }

  /** The line's strength in the present unit. */
  private String strength() {
    Edit shown = edit;
    return shown == null
        ? ""
        : Figures.fixed(
            shown.intervention().strength() / steering.strength().unitOf(shown.intervention()), 2);
  }

  private void activateIf(boolean focused) {
    if (focused) {
      activate();
    }
  }

  private void activate() {
    with(
        shown -> {
          Edit active = steering.edits().activeProperty().get();
          if (active == null || active.id() != shown.id()) {
            steering.edits().activate(shown);
          }
        });
  }

  private void with(Consumer<Edit> task) {
    Edit shown = edit;
    if (shown != null) {
      task.accept(shown);
    }
  }
}
