package dev.facet.ui.steering;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.StatePane;
import jakarta.inject.Inject;
import java.io.File;
import javafx.fxml.FXML;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The steering panel: question, interventions, concept ruler, captions. */
public final class SteeringView extends VBox {

  @Inject private SteeringViewModel viewModel;
  @FXML private HBox header;
  @FXML private StatePane statePane;
  @FXML private QuestionView question;
  @FXML private EditsView edits;
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
    setOnDragOver(this::dragOver);
    setOnDragDropped(this::dropped);
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
