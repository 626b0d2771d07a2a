package dev.facet.ui.features;

import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PagedList;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.protocol.FeaturePage;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.time.Duration;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** The list of features: what is searched for, in which order, and the rows that match. */
public final class FeaturesViewModel {

  private static final int PAGE = 200;
  private static final Duration TYPING_PAUSE = Duration.ofMillis(120);
  private static final String RELOAD = "reload";

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final PagedList<FeatureRow> rows = new PagedList<>(PAGE, this::loadPage);
  private final StringProperty text = new SimpleStringProperty("");
  private final ObjectProperty<FeatureQuery.Sort> sort =
      new SimpleObjectProperty<>(FeatureQuery.Sort.LABEL_SCORE);
  private final BooleanProperty descending = new SimpleBooleanProperty(true);
  private final BooleanProperty aliveOnly = new SimpleBooleanProperty(true);
  private final BooleanProperty starredOnly = new SimpleBooleanProperty(false);
  private final ReadOnlyObjectWrapper<PanelState> state =
      new ReadOnlyObjectWrapper<>(PanelState.READY);
  private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper answered = new ReadOnlyStringWrapper("");
  private final ReadOnlyIntegerWrapper selectedIndex = new ReadOnlyIntegerWrapper(-1);
  private boolean updating;

  public FeaturesViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    text.addListener(o -> reload(TYPING_PAUSE));
    sort.addListener(o -> reload(Duration.ZERO));
    descending.addListener(o -> reload(Duration.ZERO));
    aliveOnly.addListener(o -> reload(Duration.ZERO));
    starredOnly.addListener(o -> reload(Duration.ZERO));
    session.studyProperty().addListener((o, before, now) -> reload(Duration.ZERO));
    session.featureProperty().addListener(o -> locate());
    session.changedRowProperty().addListener((o, before, now) -> replace(now));
    if (session.studyProperty().get() != null) {
      reload(Duration.ZERO);
    }
  }

  /** The rows that match; null where one is not here yet. */
  public PagedList<FeatureRow> rows() {
    return rows;
  }

  public StringProperty textProperty() {
    return text;
  }

  public ObjectProperty<FeatureQuery.Sort> sortProperty() {
    return sort;
  }

  public BooleanProperty descendingProperty() {
    return descending;
  }

  public BooleanProperty aliveOnlyProperty() {
    return aliveOnly;
  }

  public BooleanProperty starredOnlyProperty() {
    return starredOnly;
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** How many features match, in words. */
  public ReadOnlyStringProperty summaryProperty() {
    return summary.getReadOnlyProperty();
  }

  /** The search that the rows answer: behind the text while the person types. */
  public ReadOnlyStringProperty answeredProperty() {
    return answered.getReadOnlyProperty();
  }

  /** Where the chosen feature stands among the rows that are known, or -1. */
  public ReadOnlyIntegerProperty selectedIndexProperty() {
    return selectedIndex.getReadOnlyProperty();
  }

  /**
   * Shows a row's feature everywhere. While the rows themselves change, what a table selects is not
   * the person's choice and is left alone.
   */
  public void select(FeatureRow row) {
    if (!updating) {
      session.select(row.feature());
    }
  }

  /** Sorts by a key. */
  public void sortBy(FeatureQuery.Sort key, boolean largestFirst) {
    descending.set(largestFirst);
    sort.set(key);
  }

  /** What the button of the empty state does: everything matches again; a failure is retried. */
  public void recover() {
    text.set("");
    starredOnly.set(false);
    reload(Duration.ZERO);
  }

  private FeatureQuery query(int offset) {
    return new FeatureQuery(
        text.get().strip(),
        sort.get(),
        descending.get(),
        aliveOnly.get(),
        starredOnly.get(),
        offset,
        PAGE);
  }

  private void reload(Duration pause) {
    if (session.studyProperty().get() == null) {
      return;
    }
    latest.cancelAll();
    if (rows.isEmpty()) {
      state.set(PanelState.loading(messages.text("features.loading")));
    }
    String search = text.get();
    latest.submit(
        RELOAD,
        pause,
        () -> worker.features(query(0)),
        page -> {
          show(page);
          answered.set(search);
        },
        this::fail);
  }

  private void loadPage(int page) {
    latest.submit(
        "page " + page,
        () -> worker.features(query(page * PAGE)),
        answer -> rows.put(page, answer.rows()),
        failure -> {
          rows.forget(page);
          session.messageProperty().set(Problem.sentence(failure));
        });
  }

  private void show(FeaturePage page) {
    updating = true;
    rows.reset(page.total(), page.rows());
    updating = false;
    StudyInfo study = session.studyProperty().get();
    int all = study == null ? page.total() : study.latents();
    summary.set(messages.text("features.count", Figures.count(page.total()), Figures.count(all)));
    state.set(page.total() > 0 ? PanelState.READY : nothing());
    if (session.featureProperty().get() == Session.NONE && !page.rows().isEmpty()) {
      session.select(page.rows().getFirst().feature());
    }
    locate();
  }

  private PanelState nothing() {
    boolean searched = !text.get().isBlank();
    String why =
        searched
            ? messages.text("features.empty.search", text.get().strip())
            : starredOnly.get()
                ? messages.text("features.empty.starred")
                : messages.text("features.empty.dead");
    boolean help = searched || starredOnly.get();
    return PanelState.empty(
        messages.text("features.empty.title"),
        why,
        help ? messages.text("features.empty.action") : "");
  }

  private void fail(Throwable failure) {
    state.set(
        PanelState.failed(
            messages.text("features.failed"),
            Problem.sentence(failure),
            messages.text("action.retry")));
  }

  private void locate() {
    selectedIndex.set(indexOf(session.featureProperty().get()));
  }

  private int indexOf(int feature) {
    for (int i = 0; i < rows.size(); i++) {
      FeatureRow row = rows.peek(i);
      if (row != null && row.feature() == feature) {
        return i;
      }
    }
    return -1;
  }

  private void replace(@Nullable FeatureRow row) {
    int index = row == null ? -1 : indexOf(row.feature());
    if (index >= 0) {
      updating = true;
      rows.set(index, row);
      updating = false;
    }
  }
}
