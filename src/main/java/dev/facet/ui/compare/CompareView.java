package dev.facet.ui.compare;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.core.StudyComparison.Match;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.StatePane;
import dev.facet.fx.TextColumn;
import dev.facet.ui.compare.CompareViewModel.Help;
import dev.facet.ui.compare.CompareViewModel.Line;
import dev.facet.ui.session.DialogService;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.function.Function;
import javafx.collections.ListChangeListener;
import javafx.collections.transformation.SortedList;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The comparison. */
public final class CompareView extends VBox {

  private static final double WIDTH = 720;
  private static final double HEIGHT = 640;

  @Inject private CompareViewModel viewModel;
  @Inject private Messages messages;
  @Inject private DialogService dialogs;
  @FXML private Button choose;
  @FXML private Button close;
  @FXML private StatePane statePane;
  @FXML private GridPane sides;
  @FXML private Label summary;
  @FXML private TableView<Match> table;
  @FXML private TableColumn<Match, Match> first;
  @FXML private TableColumn<Match, Match> second;
  @FXML private TableColumn<Match, Match> correlation;
  @FXML private TableColumn<Match, Match> cosine;
  @FXML private TableColumn<Match, Match> msFirst;
  @FXML private TableColumn<Match, Match> msSecond;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public CompareView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    setPrefSize(WIDTH, HEIGHT);
    choose.setOnAction(e -> choose());
    // The empty sheet has the same button in its middle.
    choose
        .visibleProperty()
        .bind(viewModel.stateProperty().map(state -> state.kind() != PanelState.Kind.EMPTY));
    choose.managedProperty().bind(choose.visibleProperty());
    close.setOnAction(e -> viewModel.shownProperty().set(false));
    close.setTooltip(new Tooltip(messages.text("compare.close")));
    statePane.stateProperty().bind(viewModel.stateProperty());
    statePane.setOnAction(
        () -> {
          if (viewModel.help() == Help.CHOOSE) {
            choose();
          }
        });
    summary.textProperty().bind(viewModel.summaryProperty());
    viewModel.lines().addListener((ListChangeListener<Line>) c -> showSides());
    table();
  }

  private void choose() {
    dialogs.chooseFolder(messages.text("compare.choose")).ifPresent(viewModel::compare);
  }

  private void showSides() {
    sides.getChildren().clear();
    sides.addRow(
        0,
        new Label(),
        head(viewModel.firstNameProperty().get()),
        head(viewModel.secondNameProperty().get()));
    int row = 1;
    for (Line line : viewModel.lines()) {
      Label name = new Label(line.name());
      name.getStyleClass().add("muted");
      sides.addRow(row++, name, new Label(line.first()), new Label(line.second()));
    }
  }

  private static Label head(String text) {
    Label label = new Label(text);
    label.getStyleClass().add("section-title");
    return label;
  }

  private void table() {
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    column(first, m -> name(m.first(), m.firstLabel()), Comparator.comparing(Match::firstLabel));
    column(
        second, m -> name(m.second(), m.secondLabel()), Comparator.comparing(Match::secondLabel));
    figure(correlation, Match::correlation);
    figure(cosine, Match::cosine);
    figure(msFirst, Match::firstMonosemanticity);
    figure(msSecond, Match::secondMonosemanticity);
    SortedList<Match> sorted = new SortedList<>(viewModel.matches());
    sorted.comparatorProperty().bind(table.comparatorProperty());
    table.setItems(sorted);
    table
        .getSelectionModel()
        .selectedItemProperty()
        .addListener(
            (o, before, now) -> {
              if (now != null) {
                viewModel.open(now);
              }
            });
  }

  private static String name(int feature, String label) {
    return "#" + feature + "  " + label;
  }

  private static void figure(
      TableColumn<Match, Match> column, Function<Match, @Nullable Double> value) {
    column(
        column,
        m -> Figures.known(value.apply(m)),
        Comparator.comparingDouble(
            m -> {
              Double known = value.apply(m);
              return known == null ? Double.NEGATIVE_INFINITY : known;
            }));
    column.setSortType(TableColumn.SortType.DESCENDING);
  }

  private static void column(
      TableColumn<Match, Match> column, Function<Match, String> text, Comparator<Match> order) {
    TextColumn.show(column, text);
    column.setComparator(order);
  }
}
