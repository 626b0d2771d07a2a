package dev.facet.ui.newstudy;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.EvenRows;
import dev.facet.fx.FigureBox;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.Segments;
import dev.facet.fx.SheetPane;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.SaeFitFigures;
import dev.facet.ui.newstudy.NewStudyViewModel.Cost;
import dev.facet.ui.newstudy.NewStudyViewModel.Step;
import dev.facet.ui.session.DialogService;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The form for a new study, one step at a time. */
public final class NewStudyView extends VBox implements SheetPane.FirstFocus {

  @Inject private NewStudyViewModel viewModel;
  @Inject private Messages messages;
  @Inject private DialogService dialogs;
  @FXML private HBox steps;
  @FXML private StackPane pages;
  @FXML private VBox check;
  @FXML private GridPane summary;
  @FXML private TextField site;
  @FXML private TextField out;
  @FXML private Button chooseOut;
  @FXML private Label outTrouble;
  @FXML private Label misfit;
  @FXML private VBox costCard;
  @FXML private Button cancel;
  @FXML private Button back;
  @FXML private Button next;

  private final Map<Step, FolderPane> folderPanes = new EnumMap<>(Step.class);

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public NewStudyView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    Segments<Step> order = new Segments<>(viewModel.stepProperty());
    for (Step step : Step.values()) {
      if (step != Step.CHECK) {
        FolderPane pane = new FolderPane(viewModel.folder(step), messages, dialogs);
        folderPanes.put(step, pane);
        pages.getChildren().add(pane);
      }
      ToggleButton mark = mark(step);
      steps.getChildren().add(mark);
      order.add(step, mark);
    }
    site.textProperty().bindBidirectional(viewModel.siteProperty());
    out.textProperty().bindBidirectional(viewModel.outProperty());
    outTrouble.textProperty().bind(viewModel.outTroubleProperty());
    outTrouble.managedProperty().bind(viewModel.outTroubleProperty().isNotEmpty());
    misfit.textProperty().bind(viewModel.misfitProperty());
    misfit.managedProperty().bind(viewModel.misfitProperty().isNotEmpty());
    misfit.visibleProperty().bind(viewModel.misfitProperty().isNotEmpty());
    chooseOut.setOnAction(
        e ->
            dialogs
                .chooseFolder(messages.text("newstudy.out"))
                .ifPresent(path -> out.setText(path.toString())));
    next.disableProperty().bind(viewModel.readyProperty().not());
    next.setOnAction(e -> viewModel.next());
    back.setOnAction(e -> viewModel.back());
    cancel.setOnAction(e -> viewModel.openProperty().set(false));
    viewModel.stepProperty().subscribe(this::show);
    viewModel.costProperty().subscribe(this::cost);
  }

  private ToggleButton mark(Step step) {
    ToggleButton mark = new ToggleButton(messages.text("newstudy.step." + step));
    mark.getStyleClass().add("step");
    if (step == Step.CHECK) {
      mark.setGraphic(new FontIcon("fth-flag"));
      mark.disableProperty()
          .bind(
              viewModel
                  .folder(Step.MODEL)
                  .stateProperty()
                  .map(s -> s.phase() != FolderCheck.Phase.GOOD)
                  .flatMap(
                      bad ->
                          viewModel
                              .folder(Step.SAE)
                              .stateProperty()
                              .map(s -> bad || s.phase() != FolderCheck.Phase.GOOD))
                  .flatMap(
                      bad ->
                          viewModel
                              .folder(Step.IMAGES)
                              .stateProperty()
                              .map(s -> bad || s.phase() != FolderCheck.Phase.GOOD)));
    } else {
      FontIcon icon = new FontIcon("fth-circle");
      mark.setGraphic(icon);
      viewModel
          .folder(step)
          .stateProperty()
          .subscribe(
              state ->
                  icon.setIconLiteral(
                      switch (state.phase()) {
                        case GOOD -> "fth-check-circle";
                        case WRONG -> "fth-alert-circle";
                        case EMPTY, CHECKING -> "fth-circle";
                      }));
    }
    return mark;
  }

  private void show(Step step) {
    folderPanes.forEach((each, pane) -> pane.setVisible(each == step));
    check.setVisible(step == Step.CHECK);
    back.setDisable(step == Step.MODEL);
    next.setText(messages.text(step == Step.CHECK ? "newstudy.start" : "newstudy.next"));
    if (step == Step.CHECK) {
      summarize();
    }
    firstFocus().requestFocus();
  }

  /** The field of the step on show. */
  @Override
  public Node firstFocus() {
    FolderPane pane = folderPanes.get(viewModel.stepProperty().get());
    return pane == null ? out : pane.field();
  }

  private void summarize() {
    summary.getChildren().clear();
    for (Map.Entry<Step, FolderPane> entry : folderPanes.entrySet()) {
      FolderCheck folder = viewModel.folder(entry.getKey());
      int row = entry.getKey().ordinal();
      Label name = new Label(messages.text("newstudy.field." + folder.wanted()));
      name.getStyleClass().add("muted");
      Label what = new Label(folder.stateProperty().get().title());
      Label where = new Label(folder.pathProperty().get());
      where.getStyleClass().addAll("muted", "path");
      summary.addRow(row, name, what, where);
    }
  }

  private void cost(Cost cost) {
    costCard.getChildren().clear();
    if (cost.running()) {
      ProgressIndicator spinner = new ProgressIndicator();
      spinner.setMaxSize(16, 16);
      Label waiting = new Label(messages.text("newstudy.cost.running"));
      costCard.getChildren().add(new HBox(8, spinner, waiting));
    }
    IndexEstimate estimate = cost.estimate();
    if (estimate != null) {
      EvenRows figures = new EvenRows();
      figures.getStyleClass().add("figures");
      costCard.getChildren().add(figures);
      figures(figures, estimate);
      if (estimate.fit() != null) {
        fit(figures, estimate.fit());
      }
    }
    cost.trouble().forEach(this::trouble);
    costCard.setVisible(!costCard.getChildren().isEmpty());
  }

  /** How the SAE does on the sample: a misfit is told, and does not keep anyone from starting. */
  private void fit(EvenRows figures, SaeFitFigures fit) {
    figure(figures, "newstudy.fit.width", Figures.count(fit.dIn()));
    figure(figures, "newstudy.fit.latents", Figures.count(fit.latents()));
    figure(figures, "newstudy.fit.l0", Figures.fixed(fit.l0(), 1));
    Double explained = fit.explainedVariance();
    figure(
        figures,
        "newstudy.fit.explained",
        explained == null ? messages.text("newstudy.fit.transcoder") : Figures.fixed(explained, 3));
    fit.warnings().forEach(this::trouble);
  }

  private void trouble(String sentence) {
    Label label = new Label(sentence, new FontIcon("fth-alert-circle"));
    label.setWrapText(true);
    label.getStyleClass().add("trouble");
    costCard.getChildren().add(label);
  }

  private void figures(EvenRows figures, IndexEstimate estimate) {
    figure(figures, "newstudy.cost.images", Figures.count(estimate.images()));
    figure(figures, "newstudy.cost.time", Figures.seconds(estimate.seconds()));
    figure(
        figures,
        "newstudy.cost.disk",
        messages.text(
            "newstudy.cost.of",
            Figures.bytes(estimate.diskBytes()),
            Figures.bytes(estimate.diskFree())));
    figure(
        figures,
        "newstudy.cost.memory",
        estimate.memoryFree() > 0
            ? messages.text(
                "newstudy.cost.of",
                Figures.bytes(estimate.memoryBytes()),
                Figures.bytes(estimate.memoryFree()))
            : Figures.bytes(estimate.memoryBytes()));
  }

  private void figure(EvenRows figures, String key, String value) {
    figures.getChildren().add(new FigureBox(messages.text(key), value));
  }
}
