package dev.facet.ui.steering;

import atlantafx.base.controls.Popover;
import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Messages;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Edit;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javafx.beans.InvalidationListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** What is applied to the model: one line an intervention. */
public final class EditsView extends VBox {

  @Inject private SteeringViewModel steering;
  @Inject private Messages messages;
  @Inject private DialogService dialogs;
  @FXML private MenuButton add;
  @FXML private VBox rows;

  private final Map<Long, EditRow> shown = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public EditsView() {
    ViewLoader.view(this).root(this).load();
  }

  /** Opens the search for another feature to apply. */
  public void chooseFeature() {
    steering.edits().startFinding();
    Popover[] popover = new Popover[1];
    LatentChooser chooser =
        new LatentChooser(
            steering.edits(),
            messages,
            row -> {
              steering.edits().addLatent(row.feature(), row.label());
              popover[0].hide();
            });
    popover[0] = Popovers.show(add, chooser);
    chooser.focus();
  }

  @FXML
  private void initialize() {
    item("edits.add.feature", "fth-search", this::chooseFeature);
    item("edits.add.neuron", "fth-hash", this::typeNeuron);
    item("edits.add.tensor", "fth-file", this::chooseTensor);
    item("edits.add.random", "fth-shuffle", () -> steering.edits().addRandom(1));
    InvalidationListener changed = o -> show();
    steering.edits().all().addListener(changed);
    steering.edits().activeProperty().addListener(changed);
    steering.strength().unitProperty().addListener(changed);
    steering.strength().scaleProperty().addListener(changed);
    show();
  }

  private void item(String key, String icon, Runnable run) {
    MenuItem item = new MenuItem(messages.text(key), new FontIcon(icon));
    item.setOnAction(e -> run.run());
    add.getItems().add(item);
  }

  private void typeNeuron() {
    type(messages.text("edits.neuron.prompt"), steering.edits()::addNeuron);
  }

  private void chooseTensor() {
    dialogs
        .chooseTensors(messages.text("edits.tensor.title"))
        .ifPresent(
            file ->
                type(
                    messages.text("edits.tensor.prompt", file.getFileName()),
                    name -> steering.edits().addTensor(file, name)));
  }

  /** Asks for one line of text beside the menu, until it is taken. */
  private void type(String prompt, Predicate<String> taken) {
    TextField field = new TextField();
    field.setAccessibleText(prompt);
    VBox content = new VBox(8, new Label(prompt), field);
    content.getStyleClass().add("small-form");
    Popover popover = Popovers.show(add, content);
    field.setOnAction(
        e -> {
          if (taken.test(field.getText())) {
            popover.hide();
          }
        });
    field.requestFocus();
  }

  private void show() {
    List<Edit> all = List.copyOf(steering.edits().all());
    shown.keySet().retainAll(all.stream().map(Edit::id).toList());
    List<Node> nodes =
        all.stream()
            .<Node>map(
                e -> {
                  EditRow row =
                      shown.computeIfAbsent(e.id(), id -> new EditRow(steering, messages));
                  row.show(e);
                  return row;
                })
            .toList();
    if (!rows.getChildren().equals(nodes)) {
      rows.getChildren().setAll(nodes);
    }
  }
}
