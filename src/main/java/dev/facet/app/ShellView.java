package dev.facet.app;

import atlantafx.base.controls.CustomTextField;
import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.chart.ChartView;
import dev.facet.ui.feature.FeatureView;
import dev.facet.ui.features.FeaturesView;
import dev.facet.ui.features.FeaturesViewModel;
import dev.facet.ui.session.Session;
import dev.facet.ui.steering.SteeringView;
import dev.facet.ui.welcome.WelcomeView;
import jakarta.inject.Inject;
import java.util.List;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The frame of the window: top bar, three columns, status strip, and the palette above them. */
public final class ShellView extends StackPane {

  @Inject private Session session;
  @Inject private FeaturesViewModel featuresViewModel;
  @Inject private Messages messages;
  @FXML private BorderPane frame;
  @FXML private MenuButton menu;
  @FXML private HBox navigation;
  @FXML private CustomTextField search;
  @FXML private Label provenance;
  @FXML private HBox tools;
  @FXML private SplitPane columns;
  @FXML private SplitPane middle;
  @FXML private FeaturesView features;
  @FXML private FeatureView feature;
  @FXML private ChartView chart;
  @FXML private SteeringView steering;
  @FXML private WelcomeView welcome;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public ShellView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    search.textProperty().bindBidirectional(featuresViewModel.textProperty());
    search.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            search.clear();
            features.focusList();
          } else if (e.getCode() == KeyCode.DOWN || e.getCode() == KeyCode.ENTER) {
            features.focusList();
          }
        });
    session.studyProperty().subscribe(this::describe);
    frame.disableProperty().bind(session.studyProperty().isNull());
    SplitPane.setResizableWithParent(features, false);
    SplitPane.setResizableWithParent(steering, false);
  }

  /** Fills toolbar and menu and adds the palette. */
  void equip(
      List<FacetAction> inNavigation,
      List<FacetAction> inTools,
      List<List<FacetAction>> inMenu,
      CommandPalette palette) {
    inNavigation.forEach(a -> navigation.getChildren().add(button(a)));
    inTools.forEach(a -> tools.getChildren().add(button(a)));
    for (List<FacetAction> group : inMenu) {
      if (!menu.getItems().isEmpty()) {
        menu.getItems().add(new SeparatorMenuItem());
      }
      group.forEach(a -> menu.getItems().add(item(a)));
    }
    StackPane.setAlignment(palette, Pos.TOP_CENTER);
    getChildren().add(palette);
  }

  void focusSearch() {
    search.requestFocus();
    search.selectAll();
  }

  FeaturesView features() {
    return features;
  }

  FeatureView feature() {
    return feature;
  }

  ChartView chart() {
    return chart;
  }

  SteeringView steering() {
    return steering;
  }

  WelcomeView welcome() {
    return welcome;
  }

  SplitPane columns() {
    return columns;
  }

  SplitPane middle() {
    return middle;
  }

  private void describe(@Nullable StudyInfo study) {
    menu.setText(study == null ? messages.text("app.name") : study.name());
    if (study == null) {
      provenance.setText("");
      return;
    }
    provenance.setText(
        messages.text(
            "shell.provenance",
            study.provenance().model(),
            study.provenance().site() == null ? "" : study.provenance().site(),
            study.saeArchitecture(),
            Figures.count(study.latents())));
    provenance.setTooltip(
        new Tooltip(
            messages.text(
                "shell.provenance.hint",
                study.provenance().line(),
                study.path(),
                Figures.count(study.images()),
                Figures.share(study.explainedVariance()),
                Figures.fixed(study.l0(), 1),
                Figures.fixed(study.residualNorm(), 2))));
  }

  private static Button button(FacetAction action) {
    Button button = new Button();
    button.setGraphic(new FontIcon(action.icon()));
    button.getStyleClass().add("icon-button");
    button.setAccessibleText(action.text());
    String key = action.keyText().isEmpty() ? "" : "  " + action.keyText();
    button.setTooltip(new Tooltip(action.text() + key));
    button.disableProperty().bind(javafx.beans.binding.Bindings.not(action.enabled()));
    button.setOnAction(e -> action.perform());
    return button;
  }

  private static MenuItem item(FacetAction action) {
    MenuItem item = new MenuItem(action.text(), new FontIcon(action.icon()));
    item.setAccelerator(action.key());
    item.disableProperty().bind(javafx.beans.binding.Bindings.not(action.enabled()));
    item.setOnAction(e -> action.perform());
    return item;
  }
}
