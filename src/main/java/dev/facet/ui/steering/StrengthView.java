package dev.facet.ui.steering;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.SweepPoint;
import dev.facet.fx.Messages;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.SteeringState.Unit;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Rule and strength of the active intervention, and the concept ruler. */
public final class StrengthView extends VBox {

  private static final List<Positions> POSITIONS =
      List.of(Positions.ALL, Positions.PATCHES, Positions.CLS, Positions.ACTIVE);

  @Inject private SteeringViewModel steering;
  @Inject private Messages messages;
  @FXML private MenuButton rule;
  @FXML private TextField value;
  @FXML private ToggleButton inR;
  @FXML private ToggleButton inRaw;
  @FXML private ToggleButton bothSigns;
  @FXML private Button reset;
  @FXML private ConceptRuler ruler;
  @FXML private Label sweepState;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public StrengthView() {
    ViewLoader.view(this).root(this).load();
  }

  ConceptRuler ruler() {
    return ruler;
  }

  /** Puts the focus into the field of the typed strength. */
  void typeStrength() {
    value.requestFocus();
    value.selectAll();
  }

  private StrengthViewModel viewModel() {
    return steering.strength();
  }

  @FXML
  private void initialize() {
    rule();
    typing();
    units();

    StrengthViewModel strength = viewModel();
    ruler.setOnDrag(strength::set);
    ruler.setOnStep(strength::step);
    ruler.setOnReset(strength::reset);
    ruler.setOnType(this::typeStrength);
    ruler.setDescription(strength::describeFully);
    ruler.setWaitingText(messages.text("steering.sweep.waiting"));
    ruler.setAccessibleText(messages.text("steering.strength"));
    strength.scaleProperty().subscribe(s -> range());
    strength.unitProperty().subscribe(u -> range());
    strength.strengthProperty().subscribe(now -> ruler.setValue(now.doubleValue()));
    SweepViewModel sweep = steering.sweep();
    sweep
        .segmentsProperty()
        .subscribe(
            segments ->
                ruler.setSegments(
                    segments,
                    sweep.pointsProperty().get().stream().map(SweepPoint::strength).toList()));
    sweep.degenerateProperty().subscribe(ruler::setDegenerate);
    sweepState.textProperty().bind(sweep.failureProperty());
    sweepState.visibleProperty().bind(sweep.failureProperty().isNotEmpty());
    sweepState.managedProperty().bind(sweepState.visibleProperty());
  }

  private void typing() {
    viewModel().textProperty().subscribe(text -> value.setText(text));
    value.setOnAction(
        e -> {
          if (viewModel().type(value.getText())) {
            ruler.requestFocus();
          }
        });
    value
        .focusedProperty()
        .subscribe(
            focused -> {
              if (!focused) {
                value.setText(viewModel().textProperty().get());
              }
            });
  }

  private void units() {
    ToggleGroup units = new ToggleGroup();
    units.getToggles().addAll(inR, inRaw);
    inR.setTooltip(new Tooltip(messages.text("steering.unit.r.hint")));
    inRaw.setTooltip(new Tooltip(messages.text("steering.unit.raw.hint")));
    inR.setOnAction(e -> viewModel().unitProperty().set(Unit.RESIDUAL_NORM));
    inRaw.setOnAction(e -> viewModel().unitProperty().set(Unit.RAW));
    viewModel()
        .unitProperty()
        .subscribe(
            unit -> {
              inR.setSelected(unit == Unit.RESIDUAL_NORM);
              inRaw.setSelected(unit == Unit.RAW);
            });
    bothSigns.setTooltip(new Tooltip(messages.text("steering.signs")));
    bothSigns.selectedProperty().bindBidirectional(viewModel().bothSignsProperty());
    reset.setTooltip(new Tooltip(messages.text("action.reset")));
    reset.setOnAction(e -> viewModel().reset());
  }

  private void range() {
    StrengthScale scale = viewModel().scaleProperty().get();
    inR.setDisable(scale.factor());
    ruler.setRange(scale.min(), scale.max(), viewModel().unit());
  }

  private void rule() {
    EditsViewModel edits = steering.edits();
    choices("steering.mode.", List.of(Mode.values()), Intervention::mode, edits::setMode);
    rule.getItems().add(new SeparatorMenuItem());
    choices(
        "steering.positions.",
        POSITIONS.stream().map(Positions::kind).toList(),
        i -> i.positions().kind(),
        kind -> edits.setPositions(new Positions(kind, null)));
    rule.getItems().add(new SeparatorMenuItem());
    choices("steering.during.", List.of(During.values()), Intervention::during, edits::setDuring);
    edits
        .activeProperty()
        .subscribe(active -> rule.setText(active == null ? "" : edits.rule(active.intervention())));
  }

  private <T extends Enum<T>> void choices(
      String key, List<T> values, Function<Intervention, T> present, Consumer<T> choose) {
    ToggleGroup group = new ToggleGroup();
    for (T choice : values) {
      RadioMenuItem item = new RadioMenuItem(messages.text(key + choice));
      item.setToggleGroup(group);
      item.setOnAction(e -> choose.accept(choice));
      steering
          .edits()
          .activeProperty()
          .subscribe(active -> item.setSelected(is(active, present, choice)));
      rule.getItems().add(item);
    }
  }

  private static <T> boolean is(
      @Nullable Edit active, Function<Intervention, T> present, T choice) {
    return active != null && present.apply(active.intervention()) == choice;
  }
}
