package dev.facet.ui.steering;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.Preset;
import dev.facet.fx.Messages;
import dev.facet.fx.Pasted;
import dev.facet.fx.StatePane;
import dev.facet.fx.SystemClipboard;
import dev.facet.ui.session.DialogService;
import jakarta.inject.Inject;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.VBox;

/** The steering panel: question, interventions, concept ruler, captions. */
public final class SteeringView extends VBox {

  @Inject private SteeringViewModel viewModel;
  @Inject private Messages messages;
  @Inject private DialogService dialogs;
  @FXML private MenuButton presets;
  @FXML private MenuButton models;
  @FXML private StatePane statePane;
  @FXML private VBox applied;
  @FXML private StatePane answersPane;
  @FXML private StrengthView strength;
  @FXML private CaptionsView captions;
  @FXML private StripView strip;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public SteeringView() {
    ViewLoader.view(this).root(this).load();
  }

  /** The slider, for focus and for the tour's mouse. */
  public ConceptRuler ruler() {
    return strength.ruler();
  }

  /** Puts the focus into the field of the typed strength. */
  public void typeStrength() {
    strength.typeStrength();
  }

  /** Asks about the picture on the clipboard. */
  public void pasteImage() {
    viewModel.question().paste(SystemClipboard.pictures());
  }

  /** Puts the steered caption on the clipboard. */
  public void copyCaption() {
    captions.copyCaption();
  }

  @FXML
  private void initialize() {
    statePane.stateProperty().bind(viewModel.stateProperty());
    applied.visibleProperty().bind(viewModel.measuringProperty());
    applied.managedProperty().bind(viewModel.measuringProperty());
    answersPane.stateProperty().bind(viewModel.answersProperty());
    answersPane.setOnAction(this::chooseModel);
    models();
    presets();
    setOnDragOver(this::dragOver);
    setOnDragDropped(this::dropped);
  }

  /** The lists of captions beneath. */
  public StripView strip() {
    return strip;
  }

  /** The menu of presets, for the tour. */
  public MenuButton presetMenu() {
    return presets;
  }

  /** Opens the painter for the patches that the active intervention edits. */
  public void paintMask() {
    strength.paintMask();
  }

  /** Asks for the folder of a language model with the study's vision tower. */
  public void chooseModel() {
    dialogs
        .chooseFolder(messages.text("model.attach.title"))
        .ifPresent(folder -> viewModel.model().attach(folder.toString()));
  }

  private void presets() {
    for (Preset preset : Preset.all()) {
      MenuItem item = new MenuItem(preset.title());
      item.setOnAction(e -> viewModel.presets().take(preset));
      presets.getItems().add(item);
    }
    MenuItem defaults = new MenuItem(messages.text("preset.default"));
    defaults.setOnAction(e -> viewModel.presets().takeDefaults());
    presets.getItems().addAll(new SeparatorMenuItem(), defaults);
    Tooltip hint = new Tooltip();
    hint.setWrapText(true);
    hint.setMaxWidth(320);
    presets.setTooltip(hint);
    presets.disableProperty().bind(viewModel.model().modelProperty().isEmpty());
    Runnable named =
        () -> {
          Preset shown = viewModel.presets().shown().orElse(null);
          presets.setText(
              shown == null
                  ? messages.text("preset.none")
                  : messages.text("preset.name." + shown.name()));
          hint.setText(
              shown == null
                  ? messages.text("preset.hint")
                  : shown.title() + "\n" + shown.source() + "\n" + shown.remark());
        };
    viewModel.edits().activeProperty().subscribe(named);
    viewModel.question().promptProperty().subscribe(named);
    viewModel.question().images().allProperty().subscribe(named);
  }

  private void models() {
    ModelViewModel model = viewModel.model();
    models.setTooltip(new Tooltip(messages.text("model.choose")));
    models
        .textProperty()
        .bind(
            Bindings.when(model.modelProperty().isEmpty())
                .then(messages.text("model.none"))
                .otherwise(model.modelProperty()));
    models.disableProperty().bind(model.loadingProperty());
    Node usual = models.getGraphic();
    ProgressIndicator working = new ProgressIndicator();
    working.setMaxSize(16, 16);
    models
        .graphicProperty()
        .bind(model.loadingProperty().map(loading -> loading ? working : usual));
    InvalidationListener changed = o -> fillModels(model);
    model.models().addListener(changed);
    model.modelProperty().addListener(changed);
    fillModels(model);
  }

  private void fillModels(ModelViewModel model) {
    ToggleGroup group = new ToggleGroup();
    models.getItems().clear();
    for (String name : model.models()) {
      RadioMenuItem item = new RadioMenuItem(name);
      item.setToggleGroup(group);
      item.setSelected(name.equals(model.modelProperty().get()));
      item.setOnAction(e -> model.choose(name));
      models.getItems().add(item);
    }
    MenuItem why = new MenuItem(messages.text("model.hint"));
    why.setDisable(true);
    MenuItem other = new MenuItem(messages.text("model.attach"));
    other.setOnAction(e -> chooseModel());
    models.getItems().addAll(why, new SeparatorMenuItem(), other);
  }

  private void dragOver(DragEvent e) {
    if (viewModel.question().takes(SystemClipboard.pictures(e.getDragboard()))) {
      e.acceptTransferModes(TransferMode.COPY);
      e.consume();
    }
  }

  private void dropped(DragEvent e) {
    Pasted dropped = SystemClipboard.pictures(e.getDragboard());
    if (viewModel.question().takes(dropped)) {
      viewModel.question().paste(dropped);
      e.setDropCompleted(true);
      e.consume();
    }
  }
}
