package dev.facet.app;

import atlantafx.base.controls.CustomTextField;
import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.app.action.ActionNodes;
import dev.facet.app.action.Actions;
import dev.facet.app.action.CommandPalette;
import dev.facet.app.action.FacetAction;
import dev.facet.core.SiteFit;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.PartsLine;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.chart.ChartView;
import dev.facet.ui.feature.FeatureView;
import dev.facet.ui.features.FeaturesView;
import dev.facet.ui.features.FeaturesViewModel;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.StudyWords;
import dev.facet.ui.status.StatusViewModel;
import dev.facet.ui.steering.SteeringView;
import dev.facet.ui.viewer.ViewerView;
import dev.facet.ui.welcome.WelcomeView;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/** The frame of the window: top bar, three columns, status strip, and the palette above them. */
public final class ShellView extends StackPane {

  /** What can be folded away. */
  enum Part {
    FEATURES("features", "F9", "fth-sidebar"),
    STEERING("steering", "F10", "fth-sliders"),
    CHART("chart", "F8", "fth-trending-up");

    private final String id;
    private final String key;
    private final String icon;

    Part(String id, String key, String icon) {
      this.id = id;
      this.key = key;
      this.icon = icon;
    }

    String id() {
      return id;
    }

    String key() {
      return key;
    }

    String icon() {
      return icon;
    }
  }

  /**
   * How the parts share the window.
   *
   * @param columns positions of the two dividers between the columns, 0 to 1
   * @param chart position of the divider above the chart, 0 to 1
   * @param folded names of the parts that are folded away
   */
  record Arrangement(List<Double> columns, double chart, List<String> folded) {}

  @Inject private Session session;
  @Inject private FeaturesViewModel featuresViewModel;
  @Inject private StatusViewModel status;
  @Inject private Messages messages;
  @FXML private BorderPane frame;
  @FXML private MenuButton menu;
  @FXML private HBox navigation;
  @FXML private CustomTextField search;
  @FXML private ToggleButton byMeaning;
  @FXML private PartsLine provenance;
  @FXML private HBox tools;
  @FXML private SplitPane columns;
  @FXML private StackPane centre;
  @FXML private SplitPane middle;
  @FXML private FeaturesView features;
  @FXML private FeatureView feature;
  @FXML private ChartView chart;
  @FXML private ViewerView viewer;
  @FXML private SteeringView steering;
  @FXML private WelcomeView welcome;

  /** How it was arranged last; says where the divider of a folded part was. */
  private Arrangement arranged = new Arrangement(List.of(0.27, 0.66), 0.62, List.of());

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public ShellView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    search.textProperty().bindBidirectional(featuresViewModel.textProperty());
    byMeaning.selectedProperty().bindBidirectional(featuresViewModel.filter().meaningProperty());
    byMeaning.setTooltip(new Tooltip(messages.text("search.meaning.hint")));
    byMeaning
        .selectedProperty()
        .subscribe(
            on ->
                search.setPromptText(
                    messages.text(on ? "search.prompt.meaning" : "search.prompt")));
    search.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            search.clear();
            features.focusList();
          } else if (e.getCode() == KeyCode.DOWN || e.getCode() == KeyCode.ENTER) {
            features.focusList();
          }
        });
    status.provenanceProperty().subscribe(provenance::setParts);
    session.studyProperty().subscribe(this::describe);
    frame.disableProperty().bind(session.studyProperty().isNull());
    SplitPane.setResizableWithParent(features, false);
    SplitPane.setResizableWithParent(steering, false);
  }

  /** Fills toolbar and menu and adds the palette. */
  void equip(Actions actions, CommandPalette palette) {
    actions
        .get("back", "forward")
        .forEach(a -> navigation.getChildren().add(ActionNodes.iconButton(a)));
    actions
        .get("undo", "theme", "palette")
        .forEach(a -> tools.getChildren().add(ActionNodes.iconButton(a)));
    for (FacetAction.Group group : FacetAction.Group.values()) {
      Menu part = new Menu(messages.text("menu." + group));
      actions.of(group).forEach(a -> part.getItems().add(ActionNodes.menuItem(a)));
      menu.getItems().add(part);
    }
    Button demo = ActionNodes.textButton(actions.get("demo"));
    demo.getStyleClass().add("accent");
    welcome.equip(
        demo,
        ActionNodes.textButton(actions.get("newstudy")),
        ActionNodes.textButton(actions.get("open")));
    StackPane.setAlignment(palette, Pos.TOP_CENTER);
    getChildren().add(palette);
  }

  List<MenuItem> menuItems() {
    return menu.getItems();
  }

  /** Folds a part of the window away, or back to where it was. */
  void toggle(Part part) {
    Arrangement now = arrangement();
    List<String> folds = new ArrayList<>(now.folded());
    if (!folds.remove(part.id())) {
      folds.add(part.id());
    }
    arrange(new Arrangement(now.columns(), now.chart(), folds));
  }

  /** Where the dividers are, or were before their part was folded, and what is folded. */
  Arrangement arrangement() {
    double[] between = columns.getDividerPositions();
    boolean left = columns.getItems().contains(features);
    boolean right = columns.getItems().contains(steering);
    boolean below = middle.getItems().contains(chart);
    List<String> folds = new ArrayList<>();
    for (Part part : Part.values()) {
      boolean there =
          switch (part) {
            case FEATURES -> left;
            case STEERING -> right;
            case CHART -> below;
          };
      if (!there) {
        folds.add(part.id());
      }
    }
    return new Arrangement(
        List.of(
            left ? between[0] : arranged.columns().getFirst(),
            right ? between[between.length - 1] : arranged.columns().getLast()),
        below ? middle.getDividerPositions()[0] : arranged.chart(),
        folds);
  }

  /** Folds what is to be folded and puts the dividers of the rest. */
  void arrange(Arrangement wanted) {
    arranged = wanted;
    List<Node> across = new ArrayList<>(List.of(features, centre, steering));
    List<Node> down = new ArrayList<>(List.of(feature, chart));
    List<Double> positions = new ArrayList<>(wanted.columns());
    if (wanted.folded().contains(Part.STEERING.id())) {
      across.remove(steering);
      positions.removeLast();
    }
    if (wanted.folded().contains(Part.FEATURES.id())) {
      across.remove(features);
      positions.removeFirst();
    }
    if (wanted.folded().contains(Part.CHART.id())) {
      down.remove(chart);
    }
    show(columns, across);
    show(middle, down);
    columns.setDividerPositions(positions.stream().mapToDouble(Double::doubleValue).toArray());
    middle.setDividerPositions(wanted.chart());
  }

  private static void show(SplitPane pane, List<Node> nodes) {
    if (!pane.getItems().equals(nodes)) {
      pane.getItems().setAll(nodes);
    }
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

  ViewerView viewer() {
    return viewer;
  }

  SteeringView steering() {
    return steering;
  }

  WelcomeView welcome() {
    return welcome;
  }

  private void describe(@Nullable StudyInfo study) {
    menu.setText(study == null ? messages.text("app.name") : study.name());
    if (study == null) {
      return;
    }
    StringBuilder hint =
        new StringBuilder(
            messages.text(
                "shell.provenance.hint",
                study.provenance().line(),
                study.path(),
                Figures.count(study.images()),
                Figures.fixed(study.explainedVariance(), 2),
                Figures.fixed(study.l0(), 1),
                Figures.fixed(study.residualNorm(), 2)));
    hint.append('\n')
        .append(messages.text("shell.provenance.seen", StudyWords.seen(study, messages)));
    for (SiteFit fit : study.sites()) {
      hint.append('\n')
          .append(
              messages.text(
                  "shell.provenance.site",
                  fit.site(),
                  Figures.fixed(fit.explainedVariance(), 2),
                  Figures.fixed(fit.l0(), 1),
                  Figures.percent(fit.dead())));
    }
    Tooltip.install(provenance, new Tooltip(hint.toString()));
  }
}
