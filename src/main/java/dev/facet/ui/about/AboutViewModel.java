package dev.facet.ui.about;

import dev.facet.core.Provenance;
import dev.facet.core.Reconstruction;
import dev.facet.core.SiteFit;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.SkippedImages;
import dev.facet.protocol.SkippedImages.Skipped;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyQuality;
import dev.facet.protocol.StudyQuality.Level;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.StudyWords;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * About the open study: where its parts come from, with their fingerprints; how the SAE does at its
 * own site, at others and by level; and which files could not be read.
 */
public final class AboutViewModel {

  /** A fact with its name. */
  public record Fact(String name, String value) {}

  /**
   * Figures in rows under their names.
   *
   * @param head names of the columns
   * @param rows as many texts each
   */
  public record Grid(List<String> head, List<List<String>> rows) {

    static final Grid NONE = new Grid(List.of(), List.of());

    public Grid {
      head = List.copyOf(head);
      rows = List.copyOf(rows);
    }
  }

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final BooleanProperty open = new SimpleBooleanProperty();
  private final ReadOnlyStringWrapper name = new ReadOnlyStringWrapper("");
  private final ReadOnlyObjectWrapper<List<Fact>> parts = new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<List<Fact>> figures = new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<Grid> sites = new ReadOnlyObjectWrapper<>(Grid.NONE);
  private final ReadOnlyObjectWrapper<Grid> levels = new ReadOnlyObjectWrapper<>(Grid.NONE);
  private final ReadOnlyStringWrapper leftOut = new ReadOnlyStringWrapper("");
  private final ObservableList<Skipped> skipped = FXCollections.observableArrayList();

  public AboutViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    open.addListener(o -> look());
    session.studyProperty().addListener(o -> look());
  }

  /** Whether it is on show. */
  public BooleanProperty openProperty() {
    return open;
  }

  /** What a person calls the study. */
  public ReadOnlyStringProperty nameProperty() {
    return name.getReadOnlyProperty();
  }

  /** What it was made of. */
  public ReadOnlyObjectProperty<List<Fact>> partsProperty() {
    return parts.getReadOnlyProperty();
  }

  /** How the SAE does on its images. */
  public ReadOnlyObjectProperty<List<Fact>> figuresProperty() {
    return figures.getReadOnlyProperty();
  }

  /** How it does at its own site and at others; empty where that was not measured. */
  public ReadOnlyObjectProperty<Grid> sitesProperty() {
    return sites.getReadOnlyProperty();
  }

  /** The levels of a Matryoshka SAE; empty of any other. */
  public ReadOnlyObjectProperty<Grid> levelsProperty() {
    return levels.getReadOnlyProperty();
  }

  /** How many files were left out, or that none was. */
  public ReadOnlyStringProperty leftOutProperty() {
    return leftOut.getReadOnlyProperty();
  }

  /** The files that could not be read, in the corpus's order. */
  public ObservableList<Skipped> skipped() {
    return skipped;
  }

  /** All of it as text, for a note or a report. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(name.get());
    parts.get().forEach(fact -> lines.add(fact.name() + ": " + fact.value()));
    figures.get().forEach(fact -> lines.add(fact.name() + ": " + fact.value()));
    for (Grid grid : List.of(sites.get(), levels.get())) {
      if (!grid.rows().isEmpty()) {
        lines.add(String.join("\t", grid.head()));
        grid.rows().forEach(row -> lines.add(String.join("\t", row)));
      }
    }
    lines.add(leftOut.get());
    skipped.forEach(file -> lines.add(file.name() + ": " + file.problem()));
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private void look() {
    StudyInfo study = session.studyProperty().get();
    if (!open.get() || study == null) {
      return;
    }
    name.set(study.name());
    parts.set(parts(study));
    figures.set(figures(study));
    sites.set(sites(study));
    levels.set(Grid.NONE);
    latest.submit("levels", worker::quality, quality -> levels.set(levels(quality)), this::failed);
    leftOut.set(leftOut(study.index().skipped()));
    skipped.clear();
    if (study.index().skipped() > 0) {
      latest.submit("skipped", worker::skippedImages, this::leftOut, this::failed);
    }
  }

  private List<Fact> parts(StudyInfo study) {
    Provenance made = study.provenance();
    List<Fact> all = new ArrayList<>();
    add(all, "folder", study.path());
    add(all, "model", named(made.model(), made.modelFingerprint()));
    add(all, "tower", made.tower());
    add(all, "site", made.site());
    add(all, "sae", named(made.sae(), made.saeFingerprint()));
    add(all, "architecture", study.saeArchitecture());
    add(all, "images", named(made.corpus(), made.corpusFingerprint()));
    add(all, "seen", StudyWords.seen(study, messages));
    add(all, "answers", session.steering().modelProperty().get());
    add(all, "encoder", study.encoder());
    add(all, "arithmetic", made.arithmetic());
    add(all, "facet", made.facetVersion());
    return all;
  }

  private void add(List<Fact> all, String key, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      all.add(new Fact(messages.text("about.part." + key), value));
    }
  }

  private static @Nullable String named(@Nullable String name, @Nullable String fingerprint) {
    return name == null || fingerprint == null || fingerprint.isEmpty()
        ? name
        : name + " \u00b7 " + fingerprint;
  }

  private List<Fact> figures(StudyInfo study) {
    return List.of(
        figure("images", Figures.count(study.images())),
        figure("latents", Figures.count(study.latents())),
        figure("alive", Figures.count(study.alive())),
        figure("variance", Figures.fixed(study.explainedVariance(), 3)),
        figure("error", Figures.fixed(study.meanSquaredError(), 3)),
        figure("fvu", known(study, Reconstruction::varianceByFvu, 3)),
        figure("cosine", Figures.fixed(study.cosine(), 3)),
        figure("ratio", known(study, Reconstruction::normRatio, 3)),
        figure("l0", Figures.fixed(study.l0(), 1)),
        figure("l1", known(study, Reconstruction::l1, 1)),
        figure("norm", Figures.fixed(study.residualNorm(), 2)),
        figure("left", known(study, Reconstruction::errorNorm, 2)));
  }

  /** A figure that studies of older Facets lack. */
  private static String known(
      StudyInfo study, ToDoubleFunction<Reconstruction> figure, int digits) {
    Reconstruction kept = study.reconstruction();
    return kept == null ? Figures.known(null) : Figures.fixed(figure.applyAsDouble(kept), digits);
  }

  private Fact figure(String key, String value) {
    return new Fact(messages.text("about.figure." + key), value);
  }

  private Grid sites(StudyInfo study) {
    List<List<String>> rows = new ArrayList<>();
    for (SiteFit fit : study.sites()) {
      rows.add(
          List.of(
              fit.site(),
              Figures.fixed(fit.explainedVariance(), 2),
              Figures.fixed(fit.l0(), 1),
              Figures.percent(fit.dead())));
    }
    return new Grid(head("site", "variance", "l0", "dead"), rows);
  }

  private Grid levels(StudyQuality quality) {
    if (quality.levels().size() < 2) {
      return Grid.NONE;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Level level : quality.levels()) {
      rows.add(
          List.of(
              Integer.toString(level.level() + 1),
              Figures.count(level.latents()),
              Figures.known(level.meanMonosemanticity()),
              Figures.known(level.meanDepth()),
              Figures.count(level.measured())));
    }
    return new Grid(head("level", "latents", "ms", "depth", "measured"), rows);
  }

  private List<String> head(String... keys) {
    return List.of(keys).stream().map(key -> messages.text("about.column." + key)).toList();
  }

  private String leftOut(long files) {
    return messages.text("about.leftout", files, Figures.count(files));
  }

  private void leftOut(SkippedImages found) {
    skipped.setAll(found.files());
    leftOut.set(leftOut(found.files().size()));
  }

  private void failed(Throwable failure) {
    session.messageProperty().set(Problem.sentence(failure));
  }
}
