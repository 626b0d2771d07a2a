package dev.facet.ui.steering;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.CaptionDiff;
import dev.facet.fx.Messages;
import jakarta.inject.Inject;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The caption before, the one after, and those of the controls. */
public final class CaptionsView extends VBox {

  @Inject private SteeringViewModel viewModel;
  @Inject private Messages messages;
  @FXML private VBox captions;
  @FXML private HBox tools;
  @FXML private CheckBox controls;
  @FXML private Button copy;
  @FXML private VBox controlCaptions;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public CaptionsView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    CaptionsViewModel lines = viewModel.captions();
    CaptionPane before = new CaptionPane(messages, CaptionDiff.Kind.REMOVED);
    CaptionPane after = new CaptionPane(messages, CaptionDiff.Kind.INSERTED);
    before.setTitle(messages.text("caption.unsteered"));
    captions.getChildren().setAll(before, after);
    lines.unsteeredProperty().subscribe(before::show);
    lines.steeredProperty().subscribe(after::show);
    Runnable title = () -> after.setTitle(viewModel.steeredTitle());
    viewModel.strength().textProperty().subscribe(title);
    viewModel.edits().activeProperty().subscribe(title);
    CaptionPane random = new CaptionPane(messages, CaptionDiff.Kind.INSERTED);
    CaptionPane permuted = new CaptionPane(messages, CaptionDiff.Kind.INSERTED);
    random.setTitle(messages.text("caption.random"));
    controlCaptions.getChildren().setAll(random, permuted);
    controlCaptions.visibleProperty().bind(viewModel.controlsProperty());
    controlCaptions.managedProperty().bind(viewModel.controlsProperty());
    controls.selectedProperty().bindBidirectional(viewModel.controlsProperty());
    controls.setTooltip(new Tooltip(messages.text("steering.controls.hint")));
    lines.randomProperty().subscribe(random::show);
    lines
        .permutedProperty()
        .subscribe(
            line -> {
              permuted.setTitle(messages.text("caption.permuted", viewModel.permutedLatent()));
              permuted.show(line);
            });
    copy.setTooltip(new Tooltip(messages.text("action.copy")));
    copy.setOnAction(e -> copyCaption());
  }

  /** Puts the steered caption on the clipboard. */
  void copyCaption() {
    ClipboardContent content = new ClipboardContent();
    content.putString(viewModel.captions().steeredProperty().get().text());
    Clipboard.getSystemClipboard().setContent(content);
  }
}
