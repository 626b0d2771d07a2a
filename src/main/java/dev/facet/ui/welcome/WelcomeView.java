package dev.facet.ui.welcome;

import com.airhacks.afterburner.views.ViewLoader;
import jakarta.inject.Inject;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Covers the window until a study is open. */
public final class WelcomeView extends VBox {

  @Inject private WelcomeViewModel viewModel;
  @FXML private Label title;
  @FXML private Label detail;
  @FXML private ProgressBar progress;
  @FXML private HBox buttons;
  @FXML private Button demo;
  @FXML private VBox recentBox;
  @FXML private VBox recent;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public WelcomeView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    visibleProperty().bind(viewModel.shownProperty());
    title.textProperty().bind(viewModel.titleProperty());
    detail.textProperty().bind(viewModel.detailProperty());
    progress.progressProperty().bind(viewModel.progressProperty());
    progress.visibleProperty().bind(viewModel.workingProperty());
    progress.managedProperty().bind(viewModel.workingProperty());
    buttons.visibleProperty().bind(viewModel.workingProperty().not());
    buttons.managedProperty().bind(viewModel.workingProperty().not());
    demo.setOnAction(e -> viewModel.openDemo());
    viewModel.recent().addListener((ListChangeListener<String>) c -> showRecent());
    showRecent();
  }

  private void showRecent() {
    recentBox.setVisible(!viewModel.recent().isEmpty());
    recent
        .getChildren()
        .setAll(
            viewModel.recent().stream()
                .map(
                    folder -> {
                      Hyperlink link = new Hyperlink(folder);
                      link.setOnAction(e -> viewModel.open(folder));
                      return link;
                    })
                .toList());
  }
}
