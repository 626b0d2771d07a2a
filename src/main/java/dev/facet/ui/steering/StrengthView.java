package dev.facet.ui.steering;

import atlantafx.base.controls.Popover;
import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.AppliedNorm;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.SweepPoint;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.Segments;
import dev.facet.fx.TypedValue;
import dev.facet.fx.WrapRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.Pictures;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState.Unit;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressIndicator;
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
      List.of(
          Positions.ALL,
          Positions.PATCHES,
          Positions.CLS,
          Positions.ACTIVE,
          Positions.TEXT,
          Positions.LAST);

  @Inject private SteeringViewModel steering;
  @Inject private Messages messages;
  @Inject private Session session;
  @Inject private Pictures pictures;
  @FXML private MenuButton rule;
  @FXML private TextField value;
  @FXML private ToggleButton inR;
  @FXML private ToggleButton inRaw;
  @FXML private ToggleButton bothSigns;
  @FXML private Button reset;
  @FXML private ConceptRuler ruler;
  @FXML private Label effect;
  @FXML private Label sweepState;
  @FXML private WrapRow divergence;
  @FXML private Label kl;
  @FXML private ProgressIndicator searching;
  @FXML private TextField dose;
  @FXML private Button find;

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
    ruler.setDescription(this::describe);
    ruler.setWaitingText(messages.text("steering.sweep.waiting"));
    ruler.setAccessibleText(messages.text("steering.strength"));
    strength.scaleProperty().subscribe(s -> range());
    strength.unitProperty().subscribe(u -> range());
    strength.strengthProperty().subscribe(now -> ruler.setValue(now.doubleValue()));
    dose();
    SweepViewModel sweep = steering.sweep();
    sweep
        .segmentsProperty()
        .subscribe(
            segments ->
                ruler.setSegments(
                    segments,
                    sweep.pointsProperty().get().stream().map(SweepPoint::strength).toList()));
    sweep.degenerateProperty().subscribe(ruler::setDegenerate);
    sentence(effect, sweep.effectProperty());
    sentence(sweepState, sweep.failureProperty());
  }

  /** Is there only while it says something. */
  private static void sentence(Label label, ReadOnlyStringProperty text) {
    label.textProperty().bind(text);
    label.visibleProperty().bind(text.isNotEmpty());
    label.managedProperty().bind(label.visibleProperty());
  }

  /**
   * A strength in R and raw, whatever the unit on show; where the slider stands, what it adds to
   * the tokens and its KL too, once they are measured.
   */
  private String describe(double raw) {
    List<String> parts = new ArrayList<>();
    parts.add(viewModel().describeFully(raw));
    boolean here = Math.abs(raw - viewModel().strengthProperty().get()) < viewModel().unit() / 20;
    AppliedNorm applied = here ? steering.dose().appliedProperty().get() : null;
    if (applied != null) {
      parts.add(
          messages.text(
              "steering.applied", Figures.fixed(applied.inR(), 2), applied.tokens(), applied.of()));
    } else if (viewModel().dependsOnImage()) {
      parts.add(messages.text("steering.applied.unknown"));
    }
    OptionalDouble kl = steering.dose().klProperty().get();
    if (here && kl.isPresent()) {
      parts.add(messages.text("dose.kl", Figures.fixed(kl.getAsDouble(), 2)));
    }
    return String.join("\n", parts);
  }

  private void dose() {
    DoseViewModel model = steering.dose();
    divergence.visibleProperty().bind(steering.model().modelProperty().isNotEmpty());
    divergence.managedProperty().bind(divergence.visibleProperty());
    dose.textProperty().bindBidirectional(model.targetProperty());
    dose.setOnAction(e -> steering.findDose());
    dose.setTooltip(new Tooltip(messages.text("dose.hint")));
    find.setTooltip(new Tooltip(messages.text("dose.hint")));
    find.setOnAction(
        e -> {
          if (model.runningProperty().get()) {
            model.cancel();
          } else {
            steering.findDose();
          }
        });
    model
        .runningProperty()
        .subscribe(
            on -> {
              searching.setVisible(on);
              searching.setManaged(on);
              find.setText(messages.text(on ? "dose.cancel" : "dose.find"));
            });
    kl.setTooltip(new Tooltip(messages.text("dose.kl.hint")));
    model
        .klProperty()
        .subscribe(
            now ->
                kl.setText(
                    now.isPresent()
                        ? messages.text("dose.kl.short", Figures.fixed(now.getAsDouble(), 2))
                        : messages.text("dose.kl.none")));
  }

  private void typing() {
    TypedValue typed =
        TypedValue.in(
            value, viewModel().textProperty()::get, viewModel()::type, ruler::requestFocus);
    viewModel().textProperty().subscribe(typed::refresh);
  }

  private void units() {
    new Segments<>(viewModel().unitProperty()).add(Unit.RESIDUAL_NORM, inR).add(Unit.RAW, inRaw);
    inR.setTooltip(new Tooltip(messages.text("steering.unit.r.hint")));
    inRaw.setTooltip(new Tooltip(messages.text("steering.unit.raw.hint")));
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
    item("mask.open", this::paintMask);
    rule.getItems().add(new SeparatorMenuItem());
    choices("steering.during.", List.of(During.values()), Intervention::during, edits::setDuring);
    rule.getItems().add(new SeparatorMenuItem());
    item("site.open", this::chooseSite);
    Tooltip hint = new Tooltip();
    rule.setTooltip(hint);
    edits
        .activeProperty()
        .subscribe(
            active -> {
              rule.setText(active == null ? "" : edits.shortRule(active.intervention()));
              hint.setText(active == null ? "" : edits.rule(active.intervention()));
            });
  }

  private void item(String key, Runnable run) {
    MenuItem item = new MenuItem(messages.text(key));
    item.setOnAction(e -> run.run());
    rule.getItems().add(item);
  }

  /** Opens the painter for the patches that the active intervention edits. */
  void paintMask() {
    StudyInfo study = session.studyProperty().get();
    if (study != null) {
      MaskPainter painter =
          new MaskPainter(
              steering.edits(),
              study,
              session.patchPart(),
              steering.question().images(),
              pictures,
              messages);
      Popovers.beside(rule, painter);
      painter.focus();
    }
  }

  private void chooseSite() {
    Edit active = steering.edits().activeProperty().get();
    if (active == null) {
      return;
    }
    Popover[] popover = new Popover[1];
    SiteChooser chooser =
        new SiteChooser(
            steering.model(),
            active.intervention().site().name(),
            messages,
            site -> {
              steering.edits().setSite(ModelViewModel.site(site));
              popover[0].hide();
            });
    popover[0] = Popovers.show(rule, chooser);
    chooser.focus();
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
