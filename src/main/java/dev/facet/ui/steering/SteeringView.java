package dev.facet.ui.steering;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.Preset;
import dev.facet.fx.Messages;
import dev.facet.fx.StatePane;
import jakarta.inject.Inject;
import java.io.File;
import javafx.beans.InvalidationListener;
import javafx.fxml.FXML;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The steering panel: question, interventions, concept ruler, captions. */
public final class SteeringView extends VBox {

  @Inject private SteeringViewModel viewModel;
  @Inject private Messages messages;
  @FXML private MenuButton presets;
  @FXML private MenuButton models;
  @FXML private StatePane statePane;
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

  /** Puts the steered caption on the clipboard. */
  public void copyCaption() {
    captions.copyCaption();
  }

  @FXML
  private void initialize() {
    statePane.stateProperty().bind(viewModel.stateProperty());
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

  private void presets() {
    for (Preset preset : Preset.all()) {
      MenuItem item = new MenuItem(preset.title());
      item.setOnAction(e -> viewModel.take(preset));
      presets.getItems().add(item);
    }
    MenuItem defaults = new MenuItem(messages.text("preset.default"));
    defaults.setOnAction(e -> viewModel.takeDefaults());
    presets.getItems().addAll(new SeparatorMenuItem(), defaults);
    Tooltip hint = new Tooltip();
    hint.setWrapText(true);
    hint.setMaxWidth(320);
    presets.setTooltip(hint);
    Runnable named =
        () -> {
          Preset shown = viewModel.preset().orElse(null);
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
    viewModel.question().imageProperty().subscribe(named);
  }

  private void models() {
    ModelViewModel model = viewModel.model();
    models.setTooltip(new Tooltip(messages.text("model.choose")));
    models.textProperty().bind(model.modelProperty());
    models.disableProperty().bind(model.loadingProperty());
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
    models.getItems().addAll(new SeparatorMenuItem(), why);
  }

  private void dragOver(DragEvent e) {
    if (image(e) != null) {
      e.acceptTransferModes(TransferMode.COPY);
      e.consume();
    }
  }

  private void dropped(DragEvent e) {
    String address = image(e);
    if (address != null) {
      viewModel.question().imageProperty().set(address);
      e.setDropCompleted(true);
      e.consume();
    }
  }

  /** A tile of the grid or a file. */
  private static @Nullable String image(DragEvent e) {
    String text = e.getDragboard().getString();
    if (text != null && QuestionViewModel.inCorpus(text)) {
      return text;
    }
    return e.getDragboard().getFiles().stream()
        .filter(File::isFile)
        .map(File::getPath)
        .findFirst()
        .orElse(null);
  }
}
