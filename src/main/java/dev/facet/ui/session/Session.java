package dev.facet.ui.session;

import dev.facet.client.WorkerState;
import dev.facet.core.HookPoint;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PicturePart;
import dev.facet.fx.UiThread;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * What all panels look at: the open study, the chosen feature, the worker's state and the last
 * message. Lives on the UI thread.
 */
public final class Session {

  /** No feature is chosen. */
  public static final int NONE = -1;

  private static final String OPEN = "open";

  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final ProblemLog problems;
  private final AtomicLong ids = new AtomicLong();
  private final History history = new History();
  private final SteeringState steering = new SteeringState();
  private final HeatState heat = new HeatState();
  private final ReadOnlyObjectWrapper<@Nullable ViewedImages> viewed =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<@Nullable StudyInfo> study = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<@Nullable StudyInfo> opened = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyBooleanWrapper opening = new ReadOnlyBooleanWrapper();
  private final ReadOnlyObjectWrapper<@Nullable Problem> openFailure =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyIntegerWrapper feature = new ReadOnlyIntegerWrapper(NONE);
  private final ObjectProperty<@Nullable FeatureRow> changedRow = new SimpleObjectProperty<>();
  private final ObjectProperty<WorkerState> workerState =
      new SimpleObjectProperty<>(WorkerState.STARTING);
  private final StringProperty message = new SimpleStringProperty("");
  private final ObjectProperty<@Nullable Problem> problem = new SimpleObjectProperty<>();

  private final ReadOnlyObjectWrapper<@Nullable ImageQuestion> imageQuestion =
      new ReadOnlyObjectWrapper<>();
  private final BooleanBinding measurable =
      Bindings.createBooleanBinding(
          () -> {
            StudyInfo open = study.get();
            return open != null && (open.measurable() || !steering.modelProperty().get().isEmpty());
          },
          study,
          steering.modelProperty());
  private @Nullable FeatureAddress destination;
  private PicturePart part = PicturePart.WHOLE;

  public Session(WorkerApi worker, UiThread ui, Messages messages) {
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    this.problems = new ProblemLog(ui, Clock.system(ZoneId.systemDefault()));
  }

  /** A number for a request; later requests have larger ones. */
  public long nextId() {
    return ids.incrementAndGet();
  }

  /**
   * Opens a study in place of the present one, which stays until the new one is there. One that is
   * still being indexed opens as soon as some of its images can be looked at.
   *
   * @param path its folder, or null for the embedded demo study
   */
  public void open(@Nullable String path) {
    opening.set(true);
    openFailure.set(null);
    destination = null;
    latest.submit(
        OPEN,
        () -> worker.openStudy(new OpenStudyRequest(path, true)),
        info -> {
          opening.set(false);
          FeatureAddress wanted = destination;
          destination = null;
          if (isOpen(info)) {
            grown(info);
          } else {
            history.clear();
            feature.set(NONE);
            steering.edits().clear();
            steering.modelProperty().set(info.model());
            part = StudyPart.of(info);
            study.set(info);
            opened.set(info);
          }
          if (wanted != null && wanted.feature() < info.latents()) {
            select(wanted.feature());
          }
        },
        failure -> {
          opening.set(false);
          failedToOpen(failure);
        });
  }

  /**
   * Gives up to open a study; the one that is open stays. The worker may just have come to the end
   * with the other one, so it is told which to hold; where it does already, that is free.
   */
  public void cancelOpening() {
    latest.cancel(OPEN);
    destination = null;
    opening.set(false);
    StudyInfo present = study.get();
    if (present != null) {
      latest.submit(
          OPEN,
          () -> worker.openStudy(new OpenStudyRequest(present.path(), true)),
          this::grown,
          this::failedToOpen);
    }
  }

  private void failedToOpen(Throwable failure) {
    Problem problem = Problem.of(messages.text("session.open.failed"), failure);
    openFailure.set(problem);
    message.set(problem.message());
  }

  /** The open study has grown, its indexing ended, or another language model answers. */
  public void grown(StudyInfo info) {
    if (isOpen(info)) {
      steering.modelProperty().set(info.model());
      study.set(info);
    }
  }

  private boolean isOpen(StudyInfo info) {
    StudyInfo present = study.get();
    return present != null && present.path().equals(info.path());
  }

  /** Shows a feature everywhere. */
  public void select(int index) {
    if (index != feature.get()) {
      history.visit(index);
      feature.set(index);
    }
  }

  public void back() {
    feature.set(history.back());
  }

  public void forward() {
    feature.set(history.forward());
  }

  /** Goes to a feature, of another study when the address says so. */
  public void go(FeatureAddress address) {
    StudyInfo present = study.get();
    if (present == null || !present.path().equals(address.study())) {
      open(address.study());
      destination = address;
    } else if (address.feature() < present.latents()) {
      select(address.feature());
    } else {
      message.set(
          messages.text(
              "session.feature.none", Figures.count(present.latents()), address.feature()));
    }
  }

  /** Address of the chosen feature; null while there is none. */
  public @Nullable FeatureAddress address() {
    StudyInfo present = study.get();
    return present == null || feature.get() == NONE
        ? null
        : new FeatureAddress(present.path(), feature.get());
  }

  /** Asks the list for the features that are like an image; null ends the question. */
  public void ask(@Nullable ImageQuestion question) {
    imageQuestion.set(question);
  }

  /** Whose features the list shows; null for those of the filter. */
  public ReadOnlyObjectProperty<@Nullable ImageQuestion> imageQuestionProperty() {
    return imageQuestion.getReadOnlyProperty();
  }

  /** Opens images in the viewer, or closes it. */
  public void view(@Nullable ViewedImages images) {
    viewed.set(images);
  }

  /**
   * Tells the person of a failure: in a dialog unless the same was just told, in the status bar,
   * and in the list of errors.
   */
  public void report(String title, Throwable failure) {
    Problem told = Problem.of(title, failure);
    message.set(told.message());
    if (problems.add(told)) {
      problem.set(told);
    }
  }

  /** All that went wrong so far. */
  public ProblemLog problems() {
    return problems;
  }

  public History history() {
    return history;
  }

  public SteeringState steering() {
    return steering;
  }

  /** Where the study's SAE reads; empty while none is open, and for one that names no site. */
  public Optional<HookPoint> site() {
    return Optional.ofNullable(study.get())
        .map(s -> s.provenance().site())
        .map(site -> HookPoint.parse(site, HookPoint.Tower.VISION));
  }

  /** The part of a picture that the study's patches cover. */
  public PicturePart patchPart() {
    return part;
  }

  public HeatState heat() {
    return heat;
  }

  /** What the viewer shows; null while it is closed. */
  public ReadOnlyObjectProperty<@Nullable ViewedImages> viewedProperty() {
    return viewed.getReadOnlyProperty();
  }

  /** The open study as it is now: changes while it is being indexed. */
  public ReadOnlyObjectProperty<@Nullable StudyInfo> studyProperty() {
    return study.getReadOnlyProperty();
  }

  /**
   * Whether it can be measured what an edit does: by a language model, or by the encoder's own
   * texts.
   */
  public BooleanBinding measurable() {
    return measurable;
  }

  /** The open study as it was when it was opened: changes only when another one is opened. */
  public ReadOnlyObjectProperty<@Nullable StudyInfo> openedProperty() {
    return opened.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty openingProperty() {
    return opening.getReadOnlyProperty();
  }

  /** Why the last study could not be opened; null when it could. */
  public ReadOnlyObjectProperty<@Nullable Problem> openFailureProperty() {
    return openFailure.getReadOnlyProperty();
  }

  /** Index of the chosen feature or {@link #NONE}. */
  public ReadOnlyIntegerProperty featureProperty() {
    return feature.getReadOnlyProperty();
  }

  /** The newest row that a person changed. */
  public ObjectProperty<@Nullable FeatureRow> changedRowProperty() {
    return changedRow;
  }

  public ObjectProperty<WorkerState> workerStateProperty() {
    return workerState;
  }

  /** One sentence for the status bar. */
  public StringProperty messageProperty() {
    return message;
  }

  /** A failure that a dialog has to show; set anew for each. */
  public ObjectProperty<@Nullable Problem> problemProperty() {
    return problem;
  }
}
