package dev.facet.ui.steering;

import atlantafx.base.controls.Popover;
import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.CaptionDiff;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.SweepPoint;
import dev.facet.fx.Messages;
import dev.facet.fx.PictureTile;
import dev.facet.fx.StatePane;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Pictures;
import dev.facet.ui.session.SteeringState.Unit;
import jakarta.inject.Inject;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Image, concept ruler and captions. */
public final class SteeringView extends VBox {

  private static final int PICTURE_SIDE = 192;
  private static final List<Mode> MODES =
      List.of(Mode.ADD, Mode.CLAMP_KEEP_ERROR, Mode.CLAMP_RECONSTRUCT, Mode.ZERO_OTHERS);
  private static final List<Positions.Kind> POSITIONS =
      List.of(
          Positions.Kind.ALL, Positions.Kind.PATCHES, Positions.Kind.CLS, Positions.Kind.ACTIVE);

  @Inject private SteeringViewModel viewModel;
  @Inject private Messages messages;
  @Inject private Pictures pictures;
  @Inject private DialogService dialogs;
  @FXML private MenuButton rule;
  @FXML private StatePane statePane;
  @FXML private PictureTile picture;
  @FXML private Label imageName;
  @FXML private FlowPane images;
  @FXML private ComboBox<String> prompt;
  @FXML private Label sweepState;
  @FXML private TextField value;
  @FXML private ToggleButton inR;
  @FXML private ToggleButton inRaw;
  @FXML private Button reset;
  @FXML private ConceptRuler ruler;
  @FXML private VBox captions;
  @FXML private CheckBox controls;
  @FXML private Button copy;
  @FXML private VBox controlCaptions;
  @FXML private ListView<SweepPoint> strip;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public SteeringView() {
    ViewLoader.view(this).root(this).load();
  }

  /** The slider, for focus and for the tour's mouse. */
  public ConceptRuler ruler() {
    return ruler;
  }

  /** Puts the focus into the field of the typed strength. */
  public void typeStrength() {
    value.requestFocus();
    value.selectAll();
  }

  @FXML
  private void initialize() {
    statePane.stateProperty().bind(viewModel.stateProperty());
    image();
    prompt.setItems(viewModel.prompts());
    prompt.valueProperty().bindBidirectional(viewModel.promptProperty());
    rule();
    strength();
    captions();
    strip();
    setOnDragOver(this::dragOver);
    setOnDragDropped(this::dropped);
  }

  private void image() {
    List<Node> buttons = new ArrayList<>();
    ToggleGroup group = new ToggleGroup();
    for (ImageChoice choice : viewModel.blanks()) {
      ToggleButton button = new ToggleButton(choice.name());
      button.getStyleClass().add("chip");
      button.setToggleGroup(group);
      button.setUserData(choice.address());
      button.setOnAction(
          e -> {
            button.setSelected(true);
            viewModel.imageProperty().set(choice.address());
          });
      buttons.add(button);
    }
    ToggleButton corpus = new ToggleButton(messages.text("steering.corpus"));
    corpus.getStyleClass().add("chip");
    corpus.setToggleGroup(group);
    corpus.setOnAction(
        e -> {
          select(group, corpus);
          chooseFromCorpus(corpus);
        });
    ToggleButton file = new ToggleButton(messages.text("steering.file"));
    file.getStyleClass().add("chip");
    file.setToggleGroup(group);
    file.setOnAction(
        e -> {
          select(group, file);
          dialogs
              .chooseImage(messages.text("steering.file.title"))
              .ifPresent(path -> viewModel.imageProperty().set(path.toString()));
        });
    buttons.add(corpus);
    buttons.add(file);
    images.getChildren().setAll(buttons);
    viewModel
        .imageProperty()
        .subscribe(
            address -> {
              select(group, corpus, file, address);
              imageName.setText(viewModel.imageName(address));
              picture.show(
                  address,
                  pictures.peek(address, PICTURE_SIDE),
                  () -> pictures.get(address, PICTURE_SIDE),
                  "");
              picture.setAccessibleText(viewModel.imageName(address));
            });
    // The first picture can only be had once a study is open.
    viewModel
        .stateProperty()
        .addListener(
            o -> {
              String address = viewModel.imageProperty().get();
              picture.show(
                  address,
                  pictures.peek(address, PICTURE_SIDE),
                  () -> pictures.get(address, PICTURE_SIDE),
                  "");
            });
  }

  private void select(ToggleGroup group, ToggleButton corpus, ToggleButton file, String address) {
    ToggleButton other = address.startsWith("corpus:") ? corpus : file;
    group.selectToggle(
        group.getToggles().stream()
            .filter(t -> address.equals(t.getUserData()))
            .findFirst()
            .orElse(other));
  }

  /** A chooser that is opened and closed again changes nothing. */
  private void select(ToggleGroup group, ToggleButton pressed) {
    String address = viewModel.imageProperty().get();
    boolean blank = group.getToggles().stream().anyMatch(t -> address.equals(t.getUserData()));
    if (blank) {
      group.getToggles().stream()
          .filter(t -> address.equals(t.getUserData()))
          .findFirst()
          .ifPresent(group::selectToggle);
    } else {
      pressed.setSelected(true);
    }
  }

  private void chooseFromCorpus(Node anchor) {
    Popover popover = new Popover();
    CorpusChooser chooser =
        new CorpusChooser(
            viewModel,
            pictures,
            messages,
            row -> {
              viewModel.imageProperty().set("corpus:" + row.image());
              popover.hide();
            });
    popover.setContentNode(chooser);
    popover.setHeaderAlwaysVisible(false);
    popover.setDetachable(false);
    popover.setArrowLocation(Popover.ArrowLocation.TOP_RIGHT);
    popover.show(anchor);
    chooser.focus();
  }

  private void rule() {
    ToggleGroup modes = new ToggleGroup();
    for (Mode mode : MODES) {
      rule.getItems().add(choice(modes, "steering.mode." + mode, viewModel.modeProperty(), mode));
    }
    rule.getItems().add(new SeparatorMenuItem());
    ToggleGroup places = new ToggleGroup();
    for (Positions.Kind kind : POSITIONS) {
      rule.getItems()
          .add(choice(places, "steering.positions." + kind, viewModel.positionsProperty(), kind));
    }
    Runnable name =
        () ->
            rule.setText(
                messages.text(
                    "steering.rule.name",
                    messages.text("steering.mode.short." + viewModel.modeProperty().get()),
                    messages.text("steering.positions." + viewModel.positionsProperty().get())));
    viewModel.modeProperty().subscribe(name);
    viewModel.positionsProperty().subscribe(name);
    name.run();
  }

  private <T> MenuItem choice(ToggleGroup group, String key, ObjectProperty<T> property, T value) {
    RadioMenuItem item = new RadioMenuItem(messages.text(key));
    item.setToggleGroup(group);
    item.setSelected(property.get() == value);
    item.setOnAction(e -> property.set(value));
    property.subscribe(now -> item.setSelected(now == value));
    return item;
  }

  private void strength() {
    viewModel.strengthTextProperty().subscribe(text -> value.setText(text));
    value.setOnAction(
        e -> {
          if (viewModel.type(value.getText())) {
            ruler.requestFocus();
          }
        });
    value
        .focusedProperty()
        .subscribe(
            focused -> {
              if (!focused && viewModel.stateProperty().get() != null) {
                value.setText(viewModel.strengthTextProperty().get());
              }
            });
    ToggleGroup units = new ToggleGroup();
    units.getToggles().addAll(inR, inRaw);
    inR.setTooltip(new Tooltip(messages.text("steering.unit.r.hint")));
    inRaw.setTooltip(new Tooltip(messages.text("steering.unit.raw.hint")));
    inR.setOnAction(e -> unit(Unit.RESIDUAL_NORM));
    inRaw.setOnAction(e -> unit(Unit.RAW));
    reset.setTooltip(new Tooltip(messages.text("action.reset")));
    reset.setOnAction(e -> viewModel.reset());
    ruler.setOnDrag(viewModel::setStrength);
    ruler.setOnStep(viewModel::step);
    ruler.setOnReset(viewModel::reset);
    ruler.setOnType(this::typeStrength);
    ruler.setDescription(viewModel::describeFully);
    ruler.setWaitingText(messages.text("steering.sweep.waiting"));
    ruler.setAccessibleText(messages.text("steering.strength"));
    viewModel.unitProperty().subscribe(this::range);
    viewModel.stateProperty().addListener(o -> range(viewModel.unitProperty().get()));
    viewModel.strengthProperty().subscribe(now -> ruler.setValue(now.doubleValue()));
    viewModel
        .segmentsProperty()
        .subscribe(
            segments ->
                ruler.setSegments(
                    segments,
                    viewModel.pointsProperty().get().stream().map(SweepPoint::strength).toList()));
    viewModel.degenerateProperty().subscribe(ruler::setDegenerate);
    Runnable told =
        () -> {
          String failure = viewModel.sweepFailureProperty().get();
          sweepState.setText(
              !failure.isEmpty()
                  ? failure
                  : viewModel.sweepingProperty().get()
                      ? messages.text("steering.sweep.running")
                      : "");
        };
    viewModel.sweepingProperty().subscribe(told);
    viewModel.sweepFailureProperty().subscribe(told);
  }

  private void unit(Unit unit) {
    viewModel.unitProperty().set(unit);
    range(unit);
  }

  private void range(Unit unit) {
    inR.setSelected(unit == Unit.RESIDUAL_NORM);
    inRaw.setSelected(unit == Unit.RAW);
    ruler.setRange(
        viewModel.min(),
        viewModel.max(),
        unit == Unit.RESIDUAL_NORM ? viewModel.residualNorm() : 1);
    strip.refresh();
  }

  private void captions() {
    CaptionPane before = new CaptionPane(messages, CaptionDiff.Kind.REMOVED);
    CaptionPane after = new CaptionPane(messages, CaptionDiff.Kind.INSERTED);
    before.setTitle(messages.text("caption.unsteered"));
    captions.getChildren().setAll(before, after);
    viewModel.unsteeredProperty().subscribe(before::show);
    viewModel.steeredProperty().subscribe(after::show);
    viewModel
        .strengthTextProperty()
        .subscribe(
            text ->
                after.setTitle(
                    viewModel.strengthProperty().get() == 0
                        ? messages.text("caption.steered.zero")
                        : messages.text(
                            "caption.steered",
                            viewModel.describe(viewModel.strengthProperty().get()))));
    CaptionPane random = new CaptionPane(messages, CaptionDiff.Kind.INSERTED);
    CaptionPane permuted = new CaptionPane(messages, CaptionDiff.Kind.INSERTED);
    random.setTitle(messages.text("caption.random"));
    controlCaptions.getChildren().setAll(random, permuted);
    controlCaptions.visibleProperty().bind(viewModel.controlsProperty());
    controlCaptions.managedProperty().bind(viewModel.controlsProperty());
    controls.selectedProperty().bindBidirectional(viewModel.controlsProperty());
    controls.setTooltip(new Tooltip(messages.text("steering.controls.hint")));
    viewModel.randomProperty().subscribe(random::show);
    viewModel
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
  public void copyCaption() {
    ClipboardContent content = new ClipboardContent();
    content.putString(viewModel.steeredProperty().get().text());
    Clipboard.getSystemClipboard().setContent(content);
  }

  private void strip() {
    strip.setCellFactory(l -> new StripCell());
    strip.setPlaceholder(new Label(messages.text("steering.strip.empty")));
    viewModel
        .pointsProperty()
        .subscribe(
            points -> {
              strip.getItems().setAll(points);
              nearest();
            });
    viewModel.strengthProperty().subscribe(this::nearest);
    strip.setOnMouseClicked(e -> take());
    strip.setOnKeyReleased(e -> take());
  }

  /** The row of the swept strength that is nearest to the slider. */
  private void nearest() {
    double strength = viewModel.strengthProperty().get();
    int row = -1;
    for (int i = 0; i < strip.getItems().size(); i++) {
      if (row < 0
          || Math.abs(strip.getItems().get(i).strength() - strength)
              < Math.abs(strip.getItems().get(row).strength() - strength)) {
        row = i;
      }
    }
    if (row >= 0 && row != strip.getSelectionModel().getSelectedIndex()) {
      strip.getSelectionModel().clearAndSelect(row);
      strip.scrollTo(Math.max(0, row - 3));
    }
  }

  private void take() {
    SweepPoint point = strip.getSelectionModel().getSelectedItem();
    if (point != null) {
      viewModel.setStrength(point.strength());
    }
  }

  private void dragOver(DragEvent e) {
    if (image(e) != null) {
      e.acceptTransferModes(TransferMode.COPY);
      e.consume();
    }
  }

  private void dropped(DragEvent e) {
    File file = image(e);
    if (file != null) {
      viewModel.imageProperty().set(file.getPath());
      e.setDropCompleted(true);
      e.consume();
    }
  }

  private static @Nullable File image(DragEvent e) {
    return e.getDragboard().getFiles().stream().filter(File::isFile).findFirst().orElse(null);
  }

  /** A swept strength and the caption it gives. */
  private final class StripCell extends ListCell<SweepPoint> {

    private final Label strength = new Label();
    private final Label caption = new Label();
    private final HBox row = new HBox(8, strength, caption);

    StripCell() {
      strength.getStyleClass().add("strip-strength");
      caption.getStyleClass().add("strip-caption");
      caption.setMinWidth(0);
      HBox.setHgrow(caption, Priority.ALWAYS);
      setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable SweepPoint point, boolean empty) {
      super.updateItem(point, empty);
      if (point == null || empty) {
        setGraphic(null);
        return;
      }
      strength.setText(viewModel.describe(point.strength()));
      caption.setText(point.caption().text());
      setGraphic(row);
    }
  }
}
