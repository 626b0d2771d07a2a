package dev.facet.ui.steering;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.CaptionRun;
import dev.facet.core.SweepPoint;
import dev.facet.fx.Messages;
import dev.facet.fx.Segments;
import jakarta.inject.Inject;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * Captions by strength, instant from the sweep: choosing one takes its strength. Beside it the
 * pinned captions and the history of those on which the slider rested: choosing one asks it again.
 */
public final class StripView extends VBox {

  /** What the list shows. */
  public enum Section {
    STRENGTHS,
    PINNED,
    HISTORY
  }

  @Inject private SteeringViewModel viewModel;
  @Inject private Messages messages;
  @FXML private ToggleButton strengths;
  @FXML private ToggleButton pinned;
  @FXML private ToggleButton history;
  @FXML private ListView<SweepPoint> strip;
  @FXML private ListView<CaptionRun> runs;

  private final ObjectProperty<Section> section = new SimpleObjectProperty<>(Section.STRENGTHS);

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public StripView() {
    ViewLoader.view(this).root(this).load();
  }

  /** Shows one of the lists. */
  public void show(Section shown) {
    section.set(shown);
  }

  private void list(Section shown) {
    strip.setVisible(shown == Section.STRENGTHS);
    runs.setVisible(shown != Section.STRENGTHS);
    RunsViewModel all = viewModel.runs();
    runs.setItems(shown == Section.HISTORY ? all.history() : all.pinned());
    runs.setPlaceholder(
        new Label(
            messages.text(shown == Section.HISTORY ? "runs.history.empty" : "runs.pinned.empty")));
  }

  @FXML
  private void initialize() {
    new Segments<>(section)
        .add(Section.STRENGTHS, strengths)
        .add(Section.PINNED, pinned)
        .add(Section.HISTORY, history);
    RunsViewModel all = viewModel.runs();
    pinned
        .textProperty()
        .bind(
            Bindings.createStringBinding(
                () -> messages.text("runs.pinned", all.pinned().size()), all.pinned()));
    strip.setCellFactory(l -> new StripCell());
    strip.setPlaceholder(new Label(messages.text("steering.strip.empty")));
    runs.setCellFactory(l -> new RunCell(viewModel, messages));
    RunCell.keys(runs, viewModel);
    section.subscribe(this::list);
    viewModel
        .sweep()
        .pointsProperty()
        .subscribe(
            points -> {
              strip.getItems().setAll(points);
              nearest();
            });
    viewModel.strength().strengthProperty().subscribe(this::nearest);
    viewModel.strength().unitProperty().subscribe(u -> strip.refresh());
    strip.setOnMouseClicked(e -> take());
    strip.setOnKeyReleased(e -> take());
  }

  /** The row of the swept strength that is nearest to the slider. */
  private void nearest() {
    double strength = viewModel.strength().strengthProperty().get();
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
      viewModel.strength().set(point.strength());
    }
  }

  /** A swept strength and the caption it gives. */
  private final class StripCell extends ListCell<SweepPoint> {

    private final Label strength = new Label();
    private final Label caption = new Label();
    private final HBox row = new HBox(8, strength, caption);

    StripCell() {
      row.setAlignment(Pos.CENTER_LEFT);
      strength.getStyleClass().add("strip-strength");
      caption.getStyleClass().add("strip-caption");
      caption.setMinWidth(0);
      HBox.setHgrow(caption, Priority.ALWAYS);
      setPrefWidth(0);
      setAlignment(Pos.CENTER_LEFT);
    }

    @Override
    protected void updateItem(@Nullable SweepPoint point, boolean empty) {
      super.updateItem(point, empty);
      if (point == null || empty) {
        setGraphic(null);
        return;
      }
      strength.setText(viewModel.strength().describe(point.strength()));
      caption.setText(point.caption().text());
      setGraphic(row);
    }
  }
}
