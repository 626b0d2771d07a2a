package dev.facet.ui.newstudy;

import dev.facet.client.WorkerState;
import dev.facet.core.FacetException;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.InspectReply;
import dev.facet.protocol.InspectRequest;
import dev.facet.protocol.StudyParts;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * From a model, an SAE and a folder of images to a study: the form step by step, each step checked
 * by the worker while it is filled in, an estimate of the cost, and the start.
 */
public final class NewStudyViewModel {

  private static final Duration PAUSE = Duration.ofMillis(300);

  /** The steps of the form. */
  public enum Step {
    MODEL,
    SAE,
    IMAGES,
    CHECK
  }

  /**
   * What the study will cost.
   *
   * @param estimate null while it is computed, or where it failed
   * @param trouble why there is none, or what speaks against starting; empty where nothing does
   */
  public record Cost(boolean running, @Nullable IndexEstimate estimate, List<String> trouble) {

    static final Cost NONE = new Cost(false, null, List.of());
  }

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final List<FolderCheck> folders;
  private final StringProperty site = new SimpleStringProperty("");
  private final StringProperty out = new SimpleStringProperty("");
  private final ReadOnlyStringWrapper outTrouble = new ReadOnlyStringWrapper("");
  private final ObjectProperty<Step> step = new SimpleObjectProperty<>(Step.MODEL);
  private final ReadOnlyObjectWrapper<Cost> cost = new ReadOnlyObjectWrapper<>(Cost.NONE);
  private final ReadOnlyBooleanWrapper ready = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper misfit = new ReadOnlyStringWrapper("");
  private final BooleanProperty open = new SimpleBooleanProperty();

  public NewStudyViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    folders =
        List.of(
            new FolderCheck(InspectReply.Kind.MODEL, worker, ui, messages),
            new FolderCheck(InspectReply.Kind.SAE, worker, ui, messages),
            new FolderCheck(InspectReply.Kind.IMAGES, worker, ui, messages));
    folders.forEach(f -> f.stateProperty().addListener(o -> update()));
    folder(Step.IMAGES)
        .pathProperty()
        .addListener(
            (o, before, now) -> {
              if (out.get().isBlank() || out.get().equals(proposal(before))) {
                out.set(proposal(now));
              }
            });
    out.addListener(o -> checkOut());
    site.addListener(o -> estimate(PAUSE));
    step.addListener(o -> update());
    session
        .workerStateProperty()
        .addListener(
            (o, before, now) -> {
              if (now == WorkerState.READY && before == WorkerState.RESTARTING && open.get()) {
                folders.forEach(FolderCheck::again);
              }
            });
  }

  /** The folder that a step asks for; not for the last step. */
  public FolderCheck folder(Step of) {
    return folders.get(of.ordinal());
  }

  /** Hook point; blank takes the one that the SAE names. */
  public StringProperty siteProperty() {
    return site;
  }

  /** Folder of the study. */
  public StringProperty outProperty() {
    return out;
  }

  /** What is wrong with the study's folder, or empty. */
  public ReadOnlyStringProperty outTroubleProperty() {
    return outTrouble.getReadOnlyProperty();
  }

  public ObjectProperty<Step> stepProperty() {
    return step;
  }

  public ReadOnlyObjectProperty<Cost> costProperty() {
    return cost.getReadOnlyProperty();
  }

  /** Whether the step that is shown is complete: the next one, or the start, is possible. */
  public ReadOnlyBooleanProperty readyProperty() {
    return ready.getReadOnlyProperty();
  }

  /** Why model and SAE seem not to belong together, or empty. */
  public ReadOnlyStringProperty misfitProperty() {
    return misfit.getReadOnlyProperty();
  }

  /** Whether the form is on show. */
  public BooleanProperty openProperty() {
    return open;
  }

  /** Shows the form at the first step that is not complete. */
  public void begin() {
    step.set(
        List.of(Step.MODEL, Step.SAE, Step.IMAGES).stream()
            .filter(s -> !folder(s).isGood())
            .findFirst()
            .orElse(Step.CHECK));
    open.set(true);
  }

  /** Shows the form with the parts of a study that is to be made anew, beside the old one. */
  public void again(String study, StudyParts parts) {
    folder(Step.MODEL).pathProperty().set(parts.model());
    folder(Step.SAE).pathProperty().set(parts.sae());
    folder(Step.IMAGES).pathProperty().set(parts.images());
    site.set(parts.site());
    out.set(Remake.anew(study));
    step.set(Step.CHECK);
    open.set(true);
  }

  public void next() {
    if (!ready.get()) {
      return;
    }
    if (step.get() == Step.CHECK) {
      start();
    } else {
      step.set(Step.values()[step.get().ordinal() + 1]);
    }
  }

  public void back() {
    step.set(Step.values()[Math.max(0, step.get().ordinal() - 1)]);
  }

  /** A folder was dropped on the window: the worker says what it is. */
  public void drop(Path folder) {
    latest.submit(
        "drop",
        () -> worker.inspect(new InspectRequest(folder.toString())),
        this::dropped,
        failure -> session.report(messages.text("newstudy.drop.failed"), failure));
  }

  private void dropped(InspectReply found) {
    if (found.kind() == InspectReply.Kind.STUDY) {
      session.open(found.path());
      return;
    }
    folders.stream().filter(f -> f.wanted() == found.kind()).forEach(f -> f.take(found));
    begin();
  }

  private void start() {
    IndexRequest request = request();
    open.set(false);
    latest.submit(
        "start",
        () -> worker.startIndex(request),
        job -> session.open(request.out()),
        failure -> session.report(messages.text("newstudy.failed"), failure));
  }

  private IndexRequest request() {
    return new IndexRequest(
        folder(Step.MODEL).pathProperty().get().strip(),
        folder(Step.SAE).pathProperty().get().strip(),
        folder(Step.IMAGES).pathProperty().get().strip(),
        site.get().strip(),
        out.get().strip());
  }

  private boolean foldersGood() {
    return folders.stream().allMatch(FolderCheck::isGood);
  }

  private void update() {
    misfit.set(compare());
    if (step.get() == Step.CHECK) {
      estimate(Duration.ZERO);
    } else {
      latest.cancel("estimate");
      cost.set(Cost.NONE);
    }
    refreshReady();
  }

  private void refreshReady() {
    ready.set(
        step.get() == Step.CHECK
            ? foldersGood()
                && !out.get().isBlank()
                && outTrouble.get().isEmpty()
                && cost.get().estimate() != null
                && cost.get().trouble().isEmpty()
            : folder(step.get()).isGood());
  }

  private String compare() {
    InspectReply model = folder(Step.MODEL).found();
    InspectReply sae = folder(Step.SAE).found();
    if (model == null || sae == null) {
      return "";
    }
    String reads = sae.fact("d_in");
    String width = model.fact("vision_width");
    return reads == null || reads.equals(width)
        ? ""
        : messages.text("newstudy.misfit", reads, width == null ? "?" : width);
  }

  private void estimate(Duration pause) {
    if (step.get() != Step.CHECK || !foldersGood() || out.get().isBlank()) {
      return;
    }
    cost.set(new Cost(true, null, List.of()));
    refreshReady();
    latest.submit(
        "estimate",
        pause,
        () -> worker.estimateIndex(request()),
        estimate -> told(new Cost(false, estimate, estimate.problems())),
        failure -> told(new Cost(false, null, List.of(Problem.sentence(failure)))));
  }

  private void told(Cost now) {
    cost.set(now);
    refreshReady();
  }

  /** The study's folder must be new, or hold a study that goes on. */
  private void checkOut() {
    String folder = out.get().strip();
    outTrouble.set(folder.isEmpty() ? messages.text("newstudy.out.missing") : "");
    refreshReady();
    if (folder.isEmpty()) {
      latest.cancel("out");
      return;
    }
    latest.submit(
        "out",
        PAUSE,
        () -> worker.inspect(new InspectRequest(folder)),
        found ->
            outIs(
                found.kind() == InspectReply.Kind.STUDY ? "" : messages.text("newstudy.out.taken")),
        failure ->
            outIs(
                failure instanceof FacetException known
                        && known.kind() == FacetException.Kind.NOT_FOUND
                    ? ""
                    : messages.text("newstudy.out.taken")));
  }

  private void outIs(String trouble) {
    outTrouble.set(trouble);
    refreshReady();
  }

  private static String proposal(String images) {
    return images.isBlank() ? "" : images.strip().replaceFirst("[/\\\\]+$", "") + "-facet";
  }
}
