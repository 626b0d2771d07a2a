package dev.facet.ui.steering;

import atlantafx.base.controls.Popover;
import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import dev.facet.fx.PictureTile;
import dev.facet.fx.SystemClipboard;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Pictures;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
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
  @FXML private FlowPane strip;
  @FXML private Label imageName;
  @FXML private FlowPane images;
  @FXML private ComboBox<String> prompt;

  /** Not a group: its arrow keys would open choosers on their way. */
  private final List<ToggleButton> chips = new ArrayList<>();

  private final ToggleButton corpus = new ToggleButton();
  private final ToggleButton file = new ToggleButton();
  private final Button paste = new Button();
  private final Button add = new Button();
  private final List<PromptImageTile> tiles = new ArrayList<>();

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
    prompt.disableProperty().bind(steering.model().modelProperty().isEmpty());
    add.disableProperty().bind(steering.model().modelProperty().isEmpty());
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
    paste.getStyleClass().add("chip");
    paste.setText(messages.text("steering.paste"));
    paste.setTooltip(new Tooltip(messages.text("steering.paste.hint")));
    paste.setOnAction(e -> paste());
    buttons.add(paste);
    buttons.add(add);
    images.getChildren().setAll(buttons);
    add.setGraphic(Icons.of("fth-plus"));
    add.getStyleClass().add("chip");
    add.setTooltip(new Tooltip(messages.text("steering.image.add.hint")));
    add.setAccessibleText(messages.text("steering.image.add"));
    add.setOnAction(e -> viewModel().addImage());
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
    strip.managedProperty().bind(strip.visibleProperty());
    viewModel().images().allProperty().subscribe(all -> showAll());
    viewModel().images().markedProperty().subscribe(now -> showAll());
    // The first picture can only be had once a study is open.
    steering.stateProperty().addListener(o -> showAll());
  }

  private ToggleButton chip(ToggleButton button) {
    button.getStyleClass().add("chip");
    chips.add(button);
    return button;
  }

  private void take(String address) {
    viewModel().imageProperty().set(address);
    select(address);
  }

  /** The marked image; where there are several, all of them in a strip beneath. */
  private void showAll() {
    List<String> all = viewModel().images().allProperty().get();
    int marked = viewModel().images().markedProperty().get();
    String address = all.get(marked);
    String name = viewModel().imageName(address);
    picture.show(
        address,
        pictures.peek(address, PICTURE_SIDE),
        () -> pictures.get(address, PICTURE_SIDE),
        "");
    picture.setAccessibleText(name);
    imageName.setText(
        all.size() == 1 ? name : messages.text("steering.image.of", marked + 1, all.size(), name));
    strip.setVisible(all.size() > 1);
    while (tiles.size() > all.size()) {
      tiles.removeLast();
    }
    while (tiles.size() < all.size()) {
      tiles.add(new PromptImageTile(tiles.size(), viewModel(), messages));
    }
    for (int i = 0; i < tiles.size(); i++) {
      String each = all.get(i);
      tiles
          .get(i)
          .show(
              each,
              pictures.peek(each, PICTURE_SIDE),
              () -> pictures.get(each, PICTURE_SIDE),
              all.size(),
              i == marked);
    }
    strip.getChildren().setAll(tiles);
    select(address);
  }

  private void paste() {
    viewModel().paste(SystemClipboard.pictures());
  }

  /** A chooser that is opened and closed again changes nothing. */
  private void select(String address) {
    ToggleButton other = QuestionViewModel.inCorpus(address) ? corpus : file;
    ToggleButton on =
        chips.stream().filter(t -> address.equals(t.getUserData())).findFirst().orElse(other);
    chips.forEach(chip -> chip.setSelected(chip == on));
  }

  private void chooseFromCorpus() {
    Popover[] popover = new Popover[1];
    CorpusChooser chooser =
        new CorpusChooser(
            viewModel(),
            pictures,
            messages,
            row -> {
              viewModel().choose(row);
              select(viewModel().imageProperty().get());
              popover[0].hide();
            });
    popover[0] = Popovers.show(corpus, chooser);
    chooser.focus();
  }
}
