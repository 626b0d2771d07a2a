package dev.facet.ui.steering;

import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.protocol.AttachRequest;
import dev.facet.protocol.ModelRequest;
import dev.facet.protocol.SiteRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Which model answers, where it can be edited, and R at those places. */
public final class ModelViewModel {

  private static final String OPTIONS = "options";
  private static final String LOAD = "load";
  private static final String NORM = "norm at ";

  private final Session session;
  private final WorkerApi worker;
  private final LatestWins<String> latest;
  private final Messages messages;
  private final ObservableList<String> models = FXCollections.observableArrayList();
  private final ObservableList<String> sites = FXCollections.observableArrayList();
  private final ReadOnlyBooleanWrapper loading = new ReadOnlyBooleanWrapper();
  private final ReadOnlyLongWrapper normsRevision = new ReadOnlyLongWrapper();
  private final Map<String, Double> norms = new HashMap<>();

  ModelViewModel(Session session, WorkerApi worker, LatestWins<String> latest, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.latest = latest;
    this.messages = messages;
    session.studyProperty().subscribe(this::opened);
    session
        .openedProperty()
        .addListener(
            o -> { // what was being loaded was for another study
              latest.cancel(LOAD);
              loading.set(false);
            });
  }

  /** Models that can answer, the study's own first. */
  public ObservableList<String> models() {
    return models;
  }

  /** The model that answers; empty where there is none. */
  public ReadOnlyStringProperty modelProperty() {
    return session.steering().modelProperty();
  }

  /** Whether another model is being loaded. */
  public ReadOnlyBooleanProperty loadingProperty() {
    return loading.getReadOnlyProperty();
  }

  /** Every place where the model can be edited, from the image to the answer. */
  public ObservableList<String> sites() {
    return sites;
  }

  /** Grows whenever R of another place became known. */
  ReadOnlyLongProperty normsRevisionProperty() {
    return normsRevision.getReadOnlyProperty();
  }

  /** Lets another model answer; the present one does until it is loaded. */
  public void choose(String model) {
    if (!model.equals(modelProperty().get()) || loading.get()) {
      load(model, () -> worker.chooseModel(new ModelRequest(model)));
    }
  }

  /**
   * Lets a language model from any folder answer, which the study remembers; the present one does
   * until it is loaded.
   */
  public void attach(String folder) {
    load(folder, () -> worker.attachModel(new AttachRequest(folder)));
  }

  private void load(String model, Supplier<CompletableFuture<SteeringOptions>> request) {
    loading.set(true);
    session.messageProperty().set(messages.text("model.loading", model));
    latest.submit(
        LOAD,
        request,
        options -> {
          loading.set(false);
          norms.clear();
          session.messageProperty().set(messages.text("model.loaded", options.model()));
          take(options);
        },
        failure -> {
          loading.set(false);
          session.report(messages.text("model.failed", model), failure);
        });
  }

  /** A worker that was started anew has the study's own model. */
  void workerIsBack() {
    String chosen = modelProperty().get();
    if (!chosen.isEmpty() && !models.isEmpty() && !chosen.equals(models.getFirst())) {
      loading.set(true);
      choose(chosen);
    }
  }

  /** R at a place; that of the study's site while it is being measured. */
  double norm(HookPoint site) {
    StudyInfo study = session.studyProperty().get();
    if (study == null) {
      return 1;
    }
    double own = study.residualNorm() > 0 ? study.residualNorm() : 1;
    if (site.name().equals(study.provenance().site())) {
      return own;
    }
    Double known = norms.get(site.name());
    if (known == null) {
      measure(site.name());
    }
    return known == null ? own : known;
  }

  private void measure(String site) {
    if (latest.isRunning(NORM + site)) {
      return;
    }
    latest.submit(
        NORM + site,
        () -> worker.siteNorm(new SiteRequest(site)),
        norm -> {
          norms.put(site, norm.residualNorm() > 0 ? norm.residualNorm() : 1);
          normsRevision.set(normsRevision.get() + 1);
        },
        failure -> session.report(messages.text("site.norm.failed", site), failure));
  }

  /** Reads a place as a person writes it; a canonical name, or a library's spelling. */
  static HookPoint site(String text) {
    return HookPoint.parse(text, Tower.VISION);
  }

  private void opened(@Nullable StudyInfo study) {
    norms.clear();
    if (study == null) {
      return;
    }
    models.setAll(study.models());
    latest.submit(
        OPTIONS,
        worker::steeringOptions,
        this::take,
        failure -> session.report(messages.text("model.options.failed"), failure));
  }

  private void take(SteeringOptions options) {
    List<String> known = List.copyOf(models);
    if (!known.equals(options.models())) {
      models.setAll(options.models());
    }
    sites.setAll(options.sites());
    session.steering().modelProperty().set(options.model());
  }
}
