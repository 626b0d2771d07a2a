package dev.facet.ui.steering;

import atlantafx.base.controls.Popover;
import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Messages;
import dev.facet.fx.PictureTile;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Pictures;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;

/** Image and question. */
public final class QuestionView extends VBox {

  private static final int PICTURE_SIDE = 192;

  @Inject private SteeringViewModel steering;
  @Inject private Messages messages;
  @Inject private Pictures pictures;
  @Inject private DialogService dialogs;
  @FXML private PictureTile picture;
  @FXML private Label imageName;
  @FXML private FlowPane images;
  @FXML private ComboBox<String> prompt;

  private final ToggleGroup group = new ToggleGroup();
  private final ToggleButton corpus = new ToggleButton();
  private final ToggleButton file = new ToggleButton();

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public QuestionView() {
    ViewLoader.view(this).root(this).load();
  }

  private QuestionViewModel viewModel() {
    return steering.question();
  }

  @FXML
  private void initialize() {
    prompt.setItems(viewModel().prompts());
    prompt.valueProperty().bindBidirectional(viewModel().promptProperty());
    List<Node> buttons = new ArrayList<>();
    for (ImageChoice choice : viewModel().blanks()) {
      ToggleButton button = chip(new ToggleButton(choice.name()));
      button.setUserData(choice.address());
      button.setOnAction(e -> take(choice.address()));
      buttons.add(button);
    }
    chip(corpus).setText(messages.text("steering.corpus"));
    corpus.setOnAction(
        e -> {
          select(viewModel().imageProperty().get());
          chooseFromCorpus();
        });
    chip(file).setText(messages.text("steering.file"));
    file.setOnAction(
        e -> {
          select(viewModel().imageProperty().get());
          dialogs
              .chooseImage(messages.text("steering.file.title"))
              .ifPresent(path -> take(path.toString()));
        });
    buttons.add(corpus);
    buttons.add(file);
    images.getChildren().setAll(buttons);
    picture.setFocusTraversable(true);
    picture.setAccessibleRole(AccessibleRole.BUTTON);
    Tooltip.install(picture, new Tooltip(messages.text("steering.image.view")));
    picture.addEventHandler(MouseEvent.MOUSE_CLICKED, e -> viewModel().view());
    picture.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ENTER || e.getCode() == KeyCode.SPACE) {
            viewModel().view();
            e.consume();
          }
        });
    viewModel().imageProperty().subscribe(this::show);
    // The first picture can only be had once a study is open.
    steering.stateProperty().addListener(o -> show(viewModel().imageProperty().get()));
  }

  private ToggleButton chip(ToggleButton button) {
    button.getStyleClass().add("chip");
    button.setToggleGroup(group);
    return button;
  }

  private void take(String address) {
    viewModel().imageProperty().set(address);
    select(address);
  }

  private void show(String address) {
    select(address);
    String name = viewModel().imageName(address);
    imageName.setText(name);
    picture.show(
        address,
        pictures.peek(address, PICTURE_SIDE),
        () -> pictures.get(address, PICTURE_SIDE),
        "");
    picture.setAccessibleText(name);
  }

  /** A chooser that is opened and closed again changes nothing. */
  private void select(String address) {
    ToggleButton other = QuestionViewModel.inCorpus(address) ? corpus : file;
    group.selectToggle(
        group.getToggles().stream()
            .filter(t -> address.equals(t.getUserData()))
            .findFirst()
            .orElse(other));
  }

  private void chooseFromCorpus() {
    Popover[] popover = new Popover[1];
    CorpusChooser chooser =
        new CorpusChooser(
            viewModel(),
            pictures,
            messages,
            row -> {
              take("corpus:" + row.image());
              popover[0].hide();
            });
    popover[0] = Popovers.show(corpus, chooser);
    chooser.focus();
  }
}
