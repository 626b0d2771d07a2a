package dev.facet.ui.welcome;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import jakarta.inject.Inject;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Covers the window until a study is open: what is happening, and what there is to open. */
public final class WelcomeView extends VBox {

  @Inject private WelcomeViewModel viewModel;
  @Inject private Messages messages;
  @FXML private Label title;
  @FXML private Label detail;
  @FXML private ProgressBar progress;
  @FXML private HBox buttons;
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
    progress.visibleProperty().bind(viewModel.lastingProperty());
    progress.managedProperty().bind(viewModel.lastingProperty());
    buttons.visibleProperty().bind(viewModel.workingProperty().not());
    buttons.managedProperty().bind(viewModel.workingProperty().not());
    recentBox.disableProperty().bind(viewModel.stoppedProperty());
    viewModel.recent().addListener((ListChangeListener<RecentStudy>) c -> showRecent());
    showRecent();
    setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            viewModel.wantedProperty().set(false);
          }
        });
  }

  /** Adds the buttons of what can be done from here. */
  public void equip(Node... nodes) {
    buttons.getChildren().setAll(nodes);
  }

  private void showRecent() {
    recentBox.setVisible(!viewModel.recent().isEmpty());
    recent.getChildren().setAll(viewModel.recent().stream().map(this::row).toList());
  }

  private Node row(RecentStudy study) {
    Label name = new Label(study.name());
    name.getStyleClass().add("section-title");
    Label about = new Label(study.detail());
    about.getStyleClass().add("muted");
    Button open = new Button();
    open.setGraphic(
        new HBox(
            12,
            new FontIcon(study.missing() ? "fth-alert-circle" : "fth-layers"),
            new VBox(2, name, about)));
    open.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    open.setAccessibleText(study.name() + ", " + study.detail());
    open.getStyleClass().add("recent-study");
    open.setMaxWidth(Double.MAX_VALUE);
    open.setDisable(study.missing());
    open.setOnAction(e -> viewModel.open(study.path()));
    HBox.setHgrow(open, Priority.ALWAYS);
    Button forget = new Button();
    forget.setGraphic(Icons.of("fth-x"));
    forget.getStyleClass().add("icon-button");
    forget.setTooltip(new Tooltip(messages.text("welcome.forget")));
    forget.setAccessibleText(messages.text("welcome.forget") + ": " + study.name());
    forget.setOnAction(e -> viewModel.forget(study.path()));
    HBox row = new HBox(4, open, forget);
    row.getStyleClass().add("recent-row");
    return row;
  }
}
