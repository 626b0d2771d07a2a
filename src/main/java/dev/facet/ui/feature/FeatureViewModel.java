package dev.facet.ui.feature;

import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.fx.UndoStack;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.HeatState;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.ViewedImages;
import dev.facet.ui.session.ViewedImages.Viewed;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** One feature: its figures, its images and what the person wrote about it. */
public final class FeatureViewModel {

  /** What the middle of the page shows. */
  public enum Section {
    TOP,
    QUANTILES,
    ABOUT
  }

  private static final int EXAMPLES = 64;
  private static final int UNDO_CAP = 50;
  private static final String LOAD = "load";

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final UndoStack undo = new UndoStack(UNDO_CAP);
  private final ReadOnlyObjectWrapper<@Nullable FeatureDetail> detail =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<PanelState> state = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyBooleanWrapper stale = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper label = new ReadOnlyStringWrapper("");
  private final ReadOnlyBooleanWrapper starred = new ReadOnlyBooleanWrapper();
  private final ObservableList<Figure> figures = FXCollections.observableArrayList();
  private final ObservableList<Example> top = FXCollections.observableArrayList();
  private final ObjectProperty<Section> section = new SimpleObjectProperty<>(Section.TOP);

  public FeatureViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    state.set(nothing());
    session.featureProperty().addListener(o -> load());
    session.openedProperty().addListener(o -> undo.clear());
    session
        .studyProperty()
        .addListener(
            (o, before, now) -> {
              if (before != null && now != null && before.path().equals(now.path())) {
                load();
              }
            });
    load();
  }

  public ReadOnlyObjectProperty<@Nullable FeatureDetail> detailProperty() {
    return detail.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** True while the page still shows the feature before. */
  public ReadOnlyBooleanProperty staleProperty() {
    return stale.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty labelProperty() {
    return label.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty starredProperty() {
    return starred.getReadOnlyProperty();
  }

  public ObservableList<Figure> figures() {
    return figures;
  }

  /** Top images, best first. */
  public ObservableList<Example> top() {
    return top;
  }

  public ObjectProperty<Section> sectionProperty() {
    return section;
  }

  public BooleanProperty heatShownProperty() {
    return session.heat().shownProperty();
  }

  /** Of the heat maps, 0 to 1. */
  public DoubleProperty heatOpacityProperty() {
    return session.heat().opacityProperty();
  }

  public UndoStack undoStack() {
    return undo;
  }

  public int gridWidth() {
    StudyInfo study = session.studyProperty().get();
    return study == null ? 0 : study.gridWidth();
  }

  public int gridHeight() {
    StudyInfo study = session.studyProperty().get();
    return study == null ? 0 : study.gridHeight();
  }

  public HeatState heat() {
    return session.heat();
  }

  /**
   * The value that gets the brightest colour of an image's heat map: the feature's largest code, or
   * the image's own.
   */
  public double heatMax(Example example) {
    FeatureDetail shown = detail.get();
    return shown == null
        ? 0
        : session.heat().ownRangeProperty().get() ? example.max() : shown.row().max();
  }

  /** Opens an image in the viewer, the others of the list beside it. */
  public void view(List<Example> examples, Example example) {
    session.view(
        new ViewedImages(
            examples.stream()
                .map(e -> new Viewed(address(e), e.caption().isBlank() ? e.name() : e.caption()))
                .toList(),
            examples.indexOf(example)));
  }

  private static String address(Example example) {
    return "corpus:" + example.image();
  }

  /** Asks for the feature again after a failure. */
  public void retry() {
    load();
  }

  public void toggleStar() {
    FeatureDetail shown = detail.get();
    if (shown == null || readOnly()) {
      return;
    }
    int feature = shown.row().feature();
    boolean now = !shown.row().starred();
    String name = messages.text(now ? "feature.undo.star" : "feature.undo.unstar", feature);
    undo.perform(
        new UndoStack.Command(
            name,
            () -> annotate(new AnnotateRequest(feature, now, null, null, null)),
            () -> annotate(new AnnotateRequest(feature, !now, null, null, null))));
  }

  /** Gives the feature the person's own label; blank gives the found one back. */
  public void rename(String newLabel) {
    FeatureDetail shown = detail.get();
    if (shown == null || readOnly()) {
      return;
    }
    FeatureRow row = shown.row();
    String after = newLabel.strip();
    String before = row.ownLabel() ? row.label() : "";
    if (after.equals(row.label()) || after.equals(before)) {
      return;
    }
    int feature = row.feature();
    undo.perform(
        new UndoStack.Command(
            messages.text("feature.undo.label", feature),
            () -> annotate(new AnnotateRequest(feature, null, after, null, null)),
            () -> annotate(new AnnotateRequest(feature, null, before, null, null))));
  }

  /** Takes an image of the corpus for steering. */
  public void steer(Example example) {
    session.steering().imageProperty().set(address(example));
  }

  public void open(int feature) {
    session.select(feature);
  }

  private boolean readOnly() {
    StudyInfo study = session.studyProperty().get();
    if (study != null && study.readOnly()) {
      session.messageProperty().set(study.message());
      return true;
    }
    return false;
  }

  private void annotate(AnnotateRequest request) {
    // A key of its own for each change: none may be dropped for a newer one.
    latest.submit(
        "annotate " + session.nextId(),
        () -> worker.annotate(request),
        this::changed,
        failure -> session.report(messages.text("feature.annotate.failed"), failure));
  }

  private void changed(FeatureRow row) {
    FeatureDetail shown = detail.get();
    if (shown != null && shown.row().feature() == row.feature()) {
      show(
          new FeatureDetail(
              row,
              shown.labels(),
              shown.top(),
              shown.quantiles(),
              shown.histogram(),
              shown.neighbours(),
              shown.note(),
              shown.tags(),
              shown.explanations()));
    }
    session.changedRowProperty().set(row);
  }

  private void load() {
    int feature = session.featureProperty().get();
    if (feature == Session.NONE) {
      latest.cancel(LOAD);
      detail.set(null);
      top.clear();
      state.set(nothing());
      return;
    }
    if (detail.get() == null) {
      state.set(PanelState.loading(messages.text("feature.loading", feature)));
    }
    stale.set(true);
    latest.submit(
        LOAD,
        () -> worker.feature(new FeatureRequest(feature, EXAMPLES)),
        loaded -> {
          stale.set(false);
          top.setAll(loaded.top());
          show(loaded);
        },
        failure -> {
          stale.set(false);
          detail.set(null);
          state.set(
              PanelState.failed(
                  messages.text("feature.failed", feature),
                  Problem.sentence(failure),
                  messages.text("action.retry")));
        });
  }

  private void show(FeatureDetail loaded) {
    FeatureRow row = loaded.row();
    label.set(row.label().isBlank() ? messages.text("feature.nolabel") : row.label());
    starred.set(row.starred());
    figures.setAll(figuresOf(loaded));
    detail.set(loaded);
    state.set(
        loaded.top().isEmpty()
            ? PanelState.empty(
                messages.text("feature.dead.title", row.feature()),
                messages.text("feature.dead.detail"),
                "")
            : PanelState.READY);
  }

  private List<Figure> figuresOf(FeatureDetail loaded) {
    FeatureRow row = loaded.row();
    List<Figure> all = new ArrayList<>();
    all.add(figure("frequency", Figures.percent(row.frequency())));
    all.add(figure("density", Figures.percent(row.density())));
    all.add(figure("max", Figures.fixed(row.max(), 2)));
    if (!loaded.labels().isEmpty()) {
      all.add(figure("fit", Figures.share(loaded.labels().getFirst().score())));
    }
    Double monosemanticity = row.monosemanticity();
    if (monosemanticity != null) {
      all.add(figure("ms", Figures.share(monosemanticity)));
    }
    Double steerability = row.steerability();
    if (steerability != null) {
      all.add(figure("s", Figures.share(steerability)));
    }
    return all;
  }

  private Figure figure(String key, String value) {
    return new Figure(
        messages.text("figure." + key), value, messages.text("figure." + key + ".hint"));
  }

  private PanelState nothing() {
    return PanelState.empty(
        messages.text("feature.none.title"), messages.text("feature.none.detail"), "");
  }
}
