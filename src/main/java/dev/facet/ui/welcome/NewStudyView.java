package dev.facet.ui.welcome;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Messages;
import dev.facet.ui.session.DialogService;
import jakarta.inject.Inject;
import java.util.Map;
import javafx.beans.property.StringProperty;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The form for a new study, as a sheet above the window. */
public final class NewStudyView extends VBox {

  @Inject private NewStudyViewModel viewModel;
  @Inject private Messages messages;
  @Inject private DialogService dialogs;
  @FXML private TextField model;
  @FXML private TextField sae;
  @FXML private TextField images;
  @FXML private TextField site;
  @FXML private TextField out;
  @FXML private Button chooseModel;
  @FXML private Button chooseSae;
  @FXML private Button chooseImages;
  @FXML private Label trouble;
  @FXML private Button cancel;
  @FXML private Button start;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public NewStudyView() {
    ViewLoader.view(this).root(this).load();
  }

  /** Shows the sheet. */
  public void open() {
    setVisible(true);
    model.requestFocus();
  }

  @FXML
  private void initialize() {
    setMaxSize(600, Region.USE_PREF_SIZE);
    setVisible(false);
    Map.of(
            model, viewModel.modelProperty(),
            sae, viewModel.saeProperty(),
            images, viewModel.imagesProperty(),
            site, viewModel.siteProperty(),
            out, viewModel.outProperty())
        .forEach((field, property) -> field.textProperty().bindBidirectional(property));
    choose(chooseModel, "newstudy.model", viewModel.modelProperty());
    choose(chooseSae, "newstudy.sae", viewModel.saeProperty());
    choose(chooseImages, "newstudy.images", viewModel.imagesProperty());
    trouble.textProperty().bind(viewModel.troubleProperty());
    start.disableProperty().bind(viewModel.troubleProperty().isNotEmpty());
    start.setOnAction(
        e -> {
          viewModel.start();
          setVisible(false);
        });
    cancel.setOnAction(e -> setVisible(false));
  }

  private void choose(Button button, String key, StringProperty property) {
    button.setAccessibleText(messages.text("newstudy.choose") + " " + messages.text(key));
    button.setOnAction(
        e ->
            dialogs
                .chooseFolder(messages.text(key))
                .ifPresent(path -> property.set(path.toString())));
  }
}
