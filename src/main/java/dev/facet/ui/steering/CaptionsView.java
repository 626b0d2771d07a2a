package dev.facet.ui.steering;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.CaptionDiff;
import dev.facet.core.CaptionRun;
import dev.facet.fx.Messages;
import dev.facet.fx.SystemClipboard;
import jakarta.inject.Inject;
import java.util.function.Consumer;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

/** The caption before, the one after, and those of the controls. */
public final class CaptionsView extends VBox {

  @Inject private SteeringViewModel viewModel;
  @Inject private Messages messages;
  @FXML private VBox captions;
  @FXML private CheckBox controls;
  @FXML private Button pin;
  @FXML private MenuButton copy;
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
    controlCaptions.visibleProperty().bind(viewModel.controls().wantedProperty());
    controlCaptions.managedProperty().bind(viewModel.controls().wantedProperty());
    controls.selectedProperty().bindBidirectional(viewModel.controls().wantedProperty());
    controls.setTooltip(new Tooltip(messages.text("steering.controls.hint")));
    lines.randomProperty().subscribe(random::show);
    lines
        .permutedProperty()
        .subscribe(
            line -> {
              permuted.setTitle(
                  messages.text("caption.permuted", viewModel.controls().permutedLatent()));
              permuted.show(line);
            });
    RunsViewModel runs = viewModel.runs();
    pin.setTooltip(new Tooltip(messages.text("runs.pin")));
    pin.disableProperty().bind(runs.presentProperty().isNull());
    pin.setOnAction(e -> runs.pin());
    copy.setTooltip(new Tooltip(messages.text("runs.copy")));
    copy.disableProperty().bind(runs.presentProperty().isNull());
    copy("runs.copy.text", run -> SystemClipboard.put(run.result().text()));
    copy("runs.copy.json", run -> runs.json(run, SystemClipboard::put));
    copy("runs.copy.command", run -> runs.command(run, SystemClipboard::put));
  }

  private void copy(String key, Consumer<CaptionRun> task) {
    MenuItem item = new MenuItem(messages.text(key));
    item.setOnAction(
        e -> {
          CaptionRun run = viewModel.runs().presentProperty().get();
          if (run != null) {
            task.accept(run);
          }
        });
    copy.getItems().add(item);
  }

  /** Puts the steered caption on the clipboard. */
  void copyCaption() {
    SystemClipboard.put(viewModel.captions().steeredProperty().get().text());
  }
}
