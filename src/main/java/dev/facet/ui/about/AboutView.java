package dev.facet.ui.about;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.EvenRows;
import dev.facet.fx.FigureBox;
import dev.facet.fx.Messages;
import dev.facet.fx.SheetPane;
import dev.facet.protocol.SkippedImages.Skipped;
import dev.facet.ui.about.AboutViewModel.Fact;
import dev.facet.ui.about.AboutViewModel.Grid;
import jakarta.inject.Inject;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** About the open study. */
public final class AboutView extends VBox implements SheetPane.FirstFocus {

  private static final double WIDTH = 680;
  private static final double HEIGHT = 640;
  private static final double LIST = 160;

  @Inject private AboutViewModel viewModel;
  @Inject private Messages messages;
  @FXML private Label title;
  @FXML private VBox sections;
  @FXML private VBox files;
  @FXML private GridPane parts;
  @FXML private EvenRows figures;
  @FXML private VBox sites;
  @FXML private VBox levels;
  @FXML private Label leftOut;
  @FXML private ListView<Skipped> skipped;
  @FXML private Button copy;
  @FXML private Button close;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public AboutView() {
    ViewLoader.view(this).root(this).load();
  }

  @Override
  public Node firstFocus() {
    return close;
  }

  @FXML
  private void initialize() {
    setPrefSize(WIDTH, HEIGHT);
    title.textProperty().bind(viewModel.nameProperty());
    viewModel.partsProperty().subscribe(this::showParts);
    viewModel.figuresProperty().subscribe(this::showFigures);
    viewModel.sitesProperty().subscribe(grid -> show(sites, "about.sites", grid));
    viewModel.levelsProperty().subscribe(grid -> show(levels, "about.levels", grid));
    leftOut.textProperty().bind(viewModel.leftOutProperty());
    skipped.setItems(viewModel.skipped());
    skipped.setCellFactory(list -> new SkippedCell());
    skipped.setPrefHeight(LIST);
    skipped.visibleProperty().bind(Bindings.isNotEmpty(viewModel.skipped()));
    skipped.managedProperty().bind(skipped.visibleProperty());
    viewModel.skipped().addListener((ListChangeListener<Skipped>) change -> order());
    order();
    copy.setOnAction(e -> copy());
    close.setOnAction(e -> viewModel.openProperty().set(false));
  }

  /** Files that were left out are news, and stand first; that there were none stands last. */
  private void order() {
    int last = sections.getChildren().size() - 1;
    int wanted = viewModel.skipped().isEmpty() ? last : 0;
    if (sections.getChildren().indexOf(files) != wanted) {
      sections.getChildren().remove(files);
      sections.getChildren().add(wanted, files);
    }
  }

  private void copy() {
    ClipboardContent text = new ClipboardContent();
    text.putString(viewModel.text());
    Clipboard.getSystemClipboard().setContent(text);
  }

  private void showParts(List<Fact> facts) {
    parts.getChildren().clear();
    int row = 0;
    for (Fact fact : facts) {
      Label value = new Label(fact.value());
      value.setWrapText(true);
      Label name = muted(fact.name());
      name.setMinWidth(USE_PREF_SIZE);
      parts.addRow(row++, name, value);
    }
  }

  private void showFigures(List<Fact> facts) {
    figures.getChildren().clear();
    for (Fact fact : facts) {
      figures.getChildren().add(new FigureBox(fact.name(), fact.value()));
    }
  }

  private void show(VBox where, String heading, Grid grid) {
    where.getChildren().clear();
    boolean there = !grid.rows().isEmpty();
    where.setVisible(there);
    where.setManaged(there);
    if (!there) {
      return;
    }
    Label title = new Label(messages.text(heading));
    title.getStyleClass().add("section-title");
    GridPane pane = new GridPane();
    pane.getStyleClass().add("compare-sides");
    pane.addRow(0, grid.head().stream().map(AboutView::muted).toArray(Node[]::new));
    int row = 1;
    for (List<String> texts : grid.rows()) {
      pane.addRow(row++, texts.stream().map(Label::new).toArray(Node[]::new));
    }
    where.getChildren().addAll(title, pane);
  }

  private static Label muted(String text) {
    Label label = new Label(text);
    label.getStyleClass().add("muted");
    return label;
  }

  private static final class SkippedCell extends ListCell<Skipped> {

    private final Tooltip whole = new Tooltip();

    @Override
    protected void updateItem(@Nullable Skipped file, boolean empty) {
      super.updateItem(file, empty);
      boolean there = file != null && !empty;
      setText(there ? file.name() + "  " + file.problem() : null);
      whole.setText(there ? file.name() + "\n" + file.problem() : "");
      setTooltip(there ? whole : null);
    }
  }
}
