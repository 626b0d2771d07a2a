package dev.facet.ui.feature;

import dev.facet.core.Direction;
import dev.facet.core.ExplainMethod;
import dev.facet.fx.Lasting;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.PicturePart;
import dev.facet.fx.UiThread;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.FeatureAddress;
import dev.facet.ui.session.HeatState;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.ViewedImages;
import dev.facet.ui.session.ViewedImages.Viewed;
import java.time.Duration;
import java.util.List;
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
    FIGURES,
    WORDS
  }

  /** What makes an image a top image. */
  public enum Best {
    /** The mean code over its patches: the feature is everywhere in it. */
    MEAN,
    /** Its largest code: the feature is somewhere in it, and strong. */
    MAX
  }

  private static final int EXAMPLES = 64;
  private static final String LOAD = "load";

  /** A page that comes sooner replaces the one before it without a flicker. */
  private static final Duration PATIENCE = Duration.ofMillis(150);

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final FeatureWriting writing;
  private final Explaining explaining;

  private final ReadOnlyObjectWrapper<@Nullable FeatureDetail> detail =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<PanelState> state = new ReadOnlyObjectWrapper<>();
  private final Lasting stale;
  private final ReadOnlyStringWrapper label = new ReadOnlyStringWrapper("");
  private final ReadOnlyBooleanWrapper starred = new ReadOnlyBooleanWrapper();
  private final ObservableList<Figure> figures = FXCollections.observableArrayList();
  private final ObservableList<Example> top = FXCollections.observableArrayList();
  private final ObjectProperty<Best> best = new SimpleObjectProperty<>(Best.MEAN);
  private final ObjectProperty<Section> section = new SimpleObjectProperty<>(Section.TOP);

  public FeatureViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.stale = new Lasting(ui, PATIENCE);
    this.latest = new LatestWins<>(ui);
    this.explaining = new Explaining(session, worker, messages, latest, this::load);
    this.writing = new FeatureWriting(session, worker, messages, latest, detail, this::show);
    state.set(nothing());
    best.addListener(o -> rank(detail.get()));
    session.featureProperty().addListener(o -> load());
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

  /** True while the page still shows the feature before, once that takes long enough to be seen. */
  public ReadOnlyBooleanProperty staleProperty() {
    return stale.property();
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

  /** What the top images are the best by. */
  public ObjectProperty<Best> bestProperty() {
    return best;
  }

  /** Top images, best first. */
  public ObservableList<Example> top() {
    return top;
  }

  public ObjectProperty<Section> sectionProperty() {
    return section;
  }

  /** What the person writes about it. */
  public FeatureWriting writing() {
    return writing;
  }

  public int gridWidth() {
    StudyInfo study = session.studyProperty().get();
    return study == null ? 0 : study.gridWidth();
  }

  public int gridHeight() {
    StudyInfo study = session.studyProperty().get();
    return study == null ? 0 : study.gridHeight();
  }

  /** The part of an image that the patches of a heat map cover. */
  public PicturePart heatPart() {
    return session.patchPart();
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
            examples.stream().map(e -> new Viewed(address(e), name(e))).toList(),
            examples.indexOf(example)));
  }

  /** The images of an example's quantile. */
  List<Example> quantileOf(Example example) {
    FeatureDetail shown = detail.get();
    return shown == null
        ? List.of(example)
        : shown.quantiles().stream()
            .map(FeatureDetail.Quantile::examples)
            .filter(images -> images.contains(example))
            .findFirst()
            .orElse(List.of(example));
  }

  private static String name(Example example) {
    return example.caption().isBlank() ? example.name() : example.caption();
  }

  static String address(Example example) {
    return "corpus:" + example.image();
  }

  /** Asks for the feature again after a failure. */
  public void retry() {
    load();
  }

  /** Lets the study's language model explain the feature; the page shows it once it is there. */
  public void explain(ExplainMethod method) {
    FeatureDetail shown = detail.get();
    if (shown != null && writing.allowed()) {
      explaining.start(shown.row().feature(), method);
    }
  }

  /** The explanation that is being made, if any. */
  public Explaining explaining() {
    return explaining;
  }

  /** R of the study's site, or 1 while none is open. */
  double residualNorm() {
    StudyInfo study = session.studyProperty().get();
    return study == null || !(study.residualNorm() > 0) ? 1 : study.residualNorm();
  }

  void say(String sentence) {
    session.messageProperty().set(sentence);
  }

  void report(String title, Throwable failure) {
    session.report(title, failure);
  }

  /** Address of the feature's page, to copy; null while none is shown. */
  public @Nullable String address() {
    FeatureAddress address = session.address();
    return address == null ? null : address.format();
  }

  /** Takes an image of the corpus for steering. */
  public void steer(Example example) {
    session.steering().images().name(address(example), name(example));
    session.steering().imageProperty().set(address(example));
  }

  /** Steers with another latent beside whatever is applied, from nothing on. */
  public void steerBeside(int latent, String label) {
    session
        .site()
        .ifPresent(
            site -> {
              session.steering().edits().addBeside(label, Direction.latent(latent), site);
              say(messages.text("steering.beside.done", latent, label));
            });
  }

  public void open(int feature) {
    session.select(feature);
  }

  private void load() {
    int feature = session.featureProperty().get();
    if (feature == Session.NONE) {
      latest.cancel(LOAD);
      stale.end();
      detail.set(null);
      top.clear();
      state.set(nothing());
      return;
    }
    if (detail.get() == null) {
      state.set(PanelState.loading(messages.text("feature.loading", feature)));
    }
    stale.begin();
    latest.submit(
        LOAD,
        () -> worker.feature(new FeatureRequest(feature, EXAMPLES)),
        loaded -> {
          stale.end();
          rank(loaded);
          show(loaded);
        },
        failure -> {
          stale.end();
          detail.set(null);
          state.set(
              PanelState.failed(
                  messages.text("feature.failed", feature),
                  Problem.sentence(failure),
                  messages.text("action.retry")));
        });
  }

  private void rank(@Nullable FeatureDetail shown) {
    if (shown != null) {
      top.setAll(best.get() == Best.MEAN ? shown.top() : shown.topByMax());
    }
  }

  private void show(FeatureDetail loaded) {
    FeatureRow row = loaded.row();
    label.set(row.label().isBlank() ? messages.text("feature.nolabel") : row.label());
    starred.set(row.starred());
    writing.shown(loaded);
    figures.setAll(Figure.of(loaded, messages));
    detail.set(loaded);
    state.set(
        loaded.top().isEmpty()
            ? PanelState.empty(
                messages.text("feature.dead.title", row.feature()),
                messages.text("feature.dead.detail"),
                "")
            : PanelState.READY);
  }

  private PanelState nothing() {
    return PanelState.empty(
        messages.text("feature.none.title"), messages.text("feature.none.detail"), "");
  }
}
