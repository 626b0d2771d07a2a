package dev.facet.ui.features;

import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PagedList;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.protocol.FeatureHits;
import dev.facet.protocol.FeatureHits.Hit;
import dev.facet.protocol.FeaturePage;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.MeaningSearchRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.FeatureAddress;
import dev.facet.ui.session.ImageQuestion;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * The list of features: the rows that the filter lets through, page by page in the filter's order,
 * or the best matches of a search by meaning or by image, best first.
 */
public final class FeaturesViewModel {

  private static final int PAGE = 200;

  /** Most features that a search by meaning brings: one page. */
  private static final int HITS = PAGE;

  private static final Duration TYPING_PAUSE = Duration.ofMillis(120);

  /** A text encoder runs for each search by meaning. */
  private static final Duration MEANING_PAUSE = Duration.ofMillis(300);

  private static final String RELOAD = "reload";

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final FeatureFilter filter = new FeatureFilter();
  private final PagedList<FeatureRow> rows = new PagedList<>(PAGE, this::loadPage);
  private final Map<Integer, Double> scores = new HashMap<>();
  private final ReadOnlyObjectWrapper<PanelState> state =
      new ReadOnlyObjectWrapper<>(PanelState.READY);
  private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper answered = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper question = new ReadOnlyStringWrapper("");
  private final ReadOnlyBooleanWrapper ranked = new ReadOnlyBooleanWrapper();
  private final ReadOnlyIntegerWrapper selectedIndex = new ReadOnlyIntegerWrapper(-1);
  private boolean updating;

  public FeaturesViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    filter.textProperty().addListener((o, before, now) -> typed(now));
    filter.meaningProperty().addListener(o -> reload(Duration.ZERO));
    filter.sortProperty().addListener(o -> reload(Duration.ZERO));
    filter.descendingProperty().addListener(o -> reload(Duration.ZERO));
    InvalidationListener changed = o -> reload(Duration.ZERO);
    for (Observable condition : filter.conditions()) {
      condition.addListener(changed);
    }
    session.imageQuestionProperty().addListener((o, before, now) -> asked(now));
    session.studyProperty().addListener(o -> reload(Duration.ZERO));
    session.openedProperty().addListener(o -> opened());
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

  /** What is searched for. */
  public FeatureFilter filter() {
    return filter;
  }

  public StringProperty textProperty() {
    return filter.textProperty();
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

  /** The image or region whose features are shown, in words; empty for none. */
  public ReadOnlyStringProperty questionProperty() {
    return question.getReadOnlyProperty();
  }

  /** Whether the rows are matches with a score, best first, instead of sorted by a key. */
  public ReadOnlyBooleanProperty rankedProperty() {
    return ranked.getReadOnlyProperty();
  }

  /** Where the chosen feature stands among the rows that are known, or -1. */
  public ReadOnlyIntegerProperty selectedIndexProperty() {
    return selectedIndex.getReadOnlyProperty();
  }

  /** How well a row matches what was searched for; null unless the rows are ranked. */
  public @Nullable Double score(FeatureRow row) {
    return scores.get(row.feature());
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
    filter.descendingProperty().set(largestFirst);
    filter.sortProperty().set(key);
  }

  /** What the button of the empty state does: everything matches again; a failure is retried. */
  public void recover() {
    boolean failed = state.get().kind() == PanelState.Kind.FAILED;
    if (!failed) {
      filter.clear();
      session.ask(null);
    }
    reload(Duration.ZERO);
  }

  /** Takes the question about an image back. */
  public void endQuestion() {
    session.ask(null);
  }

  private void typed(String text) {
    Optional<FeatureAddress> address = FeatureAddress.parse(text);
    if (address.isPresent()) {
      filter.textProperty().set("");
      session.go(address.get());
      return;
    }
    if (!text.isBlank()) {
      session.ask(null);
    }
    reload(filter.byMeaning() ? MEANING_PAUSE : TYPING_PAUSE);
  }

  private void asked(@Nullable ImageQuestion asked) {
    if (asked == null) {
      question.set("");
    } else {
      filter.textProperty().set("");
      question.set(
          asked.patches().isEmpty()
              ? messages.text("features.like.image", asked.name())
              : messages.text("features.like.region", asked.patches().size(), asked.name()));
    }
    reload(Duration.ZERO);
  }

  private void opened() {
    session.ask(null);
    filter.brushProperty().set(List.of());
  }

  private void reload(Duration pause) {
    if (session.studyProperty().get() == null) {
      return;
    }
    latest.cancelAll();
    if (rows.isEmpty()) {
      state.set(PanelState.loading(messages.text("features.loading")));
    }
    String search = filter.textProperty().get();
    ImageQuestion asked = session.imageQuestionProperty().get();
    if (asked != null) {
      search(
          MeaningSearchRequest.image(
              asked.mode(), asked.address(), asked.patches(), filter.among(), HITS),
          pause,
          search);
    } else if (filter.byMeaning()) {
      search(MeaningSearchRequest.text(search.strip(), filter.among(), HITS), pause, search);
    } else {
      latest.submit(
          RELOAD,
          pause,
          () -> worker.features(filter.query(0, PAGE)),
          page -> {
            show(page);
            answered.set(search);
          },
          failure -> fail(search, failure));
    }
  }

  private void search(MeaningSearchRequest request, Duration pause, String search) {
    latest.submit(
        RELOAD,
        pause,
        () -> worker.searchMeaning(request),
        hits -> {
          show(hits);
          answered.set(search);
        },
        failure -> fail(search, failure));
  }

  private void loadPage(int page) {
    latest.submit(
        "page " + page,
        () -> worker.features(filter.query(page * PAGE, PAGE)),
        answer -> rows.put(page, answer.rows()),
        failure -> {
          rows.forget(page);
          session.messageProperty().set(Problem.sentence(failure));
        });
  }

  private void show(FeaturePage page) {
    scores.clear();
    ranked.set(false);
    show(page.total(), page.rows());
    StudyInfo study = session.studyProperty().get();
    int all = study == null ? page.total() : study.latents();
    summary.set(messages.text("features.count", Figures.count(page.total()), Figures.count(all)));
  }

  private void show(FeatureHits hits) {
    List<Hit> found = hits.hits();
    scores.clear();
    found.forEach(hit -> scores.put(hit.row().feature(), hit.score()));
    show(found.size(), found.stream().map(Hit::row).toList());
    ranked.set(true);
    summary.set(messages.text("features.best", Figures.count(found.size())));
  }

  private void show(int total, List<FeatureRow> first) {
    updating = true;
    rows.reset(total, first);
    updating = false;
    state.set(total > 0 ? PanelState.READY : nothing());
    if (session.featureProperty().get() == Session.NONE && !first.isEmpty()) {
      session.select(first.getFirst().feature());
    }
    locate();
  }

  private PanelState nothing() {
    String text = filter.textProperty().get().strip();
    boolean help = !text.isEmpty() || filter.narrowed() || !question.get().isEmpty();
    String why;
    if (!question.get().isEmpty()) {
      why = messages.text("features.empty.image");
    } else if (filter.byMeaning()) {
      why = messages.text("features.empty.meaning", text);
    } else if (!text.isEmpty()) {
      why = messages.text("features.empty.search", text);
    } else if (filter.starredOnlyProperty().get()) {
      why = messages.text("features.empty.starred");
    } else if (filter.explainedOnlyProperty().get()) {
      why = messages.text("features.empty.explained");
    } else if (filter.taggedOnlyProperty().get()) {
      why = messages.text("features.empty.tagged");
    } else if (filter.narrowed()) {
      why = messages.text("features.empty.range");
    } else {
      why = messages.text("features.empty.dead");
    }
    return PanelState.empty(
        messages.text("features.empty.title"),
        why,
        help ? messages.text("features.empty.action") : "");
  }

  private void fail(String search, Throwable failure) {
    answered.set(search);
    updating = true;
    rows.reset(0, List.of());
    updating = false;
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
    return rows.indexOfKnown(row -> row.feature() == feature);
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
