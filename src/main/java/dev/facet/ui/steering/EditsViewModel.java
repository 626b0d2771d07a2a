package dev.facet.ui.steering;

import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.EditList;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** The interventions that are applied together, and the rule of the active one. */
public final class EditsViewModel {

  private static final Duration TYPING_PAUSE = Duration.ofMillis(120);
  private static final int MOST_FOUND = 50;
  private static final String LABEL = "label of ";
  private static final String FIND = "find";

  private final Session session;
  private final EditList edits;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final Map<Integer, String> labels = new HashMap<>();
  private final StringProperty findText = new SimpleStringProperty("");
  private final ObservableList<FeatureRow> found = FXCollections.observableArrayList();

  EditsViewModel(Session session, WorkerApi worker, LatestWins<String> latest, Messages messages) {
    this.session = session;
    this.edits = session.steering().edits();
    this.worker = worker;
    this.latest = latest;
    this.messages = messages;
    session.featureProperty().subscribe(this::follow);
    session.changedRowProperty().subscribe(this::label);
    edits.revisionProperty().addListener(o -> nameAll());
    findText.addListener(o -> find(TYPING_PAUSE));
  }

  /** All that is applied, in order. */
  public ObservableList<Edit> all() {
    return edits.all();
  }

  public ReadOnlyObjectProperty<@Nullable Edit> activeProperty() {
    return edits.activeProperty();
  }

  public void activate(Edit edit) {
    edits.activate(edit);
  }

  public void enable(Edit edit, boolean on) {
    edits.enable(edit, on);
  }

  public void keep(Edit edit, boolean on) {
    edits.keep(edit, on);
  }

  public void remove(Edit edit) {
    edits.remove(edit);
  }

  /** Whether a line may be taken away: one has to stay. */
  public boolean removable() {
    return edits.all().size() > 1;
  }

  public void setMode(Mode mode) {
    edits.changeActive(
        i -> {
          Intervention changed = i.withMode(mode);
          // A factor is no length: the old number would mean something else.
          boolean otherScale = (i.mode() == Mode.SCALE) != (mode == Mode.SCALE);
          return otherScale ? changed.withStrength(mode == Mode.SCALE ? 1 : 0) : changed;
        });
  }

  public void setPositions(Positions positions) {
    edits.changeActive(i -> i.withPositions(positions));
  }

  public void setDuring(During during) {
    edits.changeActive(i -> i.withDuring(during));
  }

  /** Moves the active line to another place, where its old strength would mean something else. */
  public void setSite(HookPoint site) {
    edits.changeActive(
        i ->
            i.site().equals(site)
                ? i
                : i.withSite(site).withStrength(i.mode() == Mode.SCALE ? 1 : 0));
  }

  /** What the search for another feature looks for. */
  public StringProperty findTextProperty() {
    return findText;
  }

  /** What that search found, best label fit first. */
  public ObservableList<FeatureRow> found() {
    return found;
  }

  /** Starts the search for another feature. */
  public void startFinding() {
    findText.set("");
    find(Duration.ZERO);
  }

  /** Applies another latent of the study's SAE too. */
  public void addLatent(int latent, String label) {
    add(label, Direction.latent(latent));
  }

  /**
   * Applies one dimension of the residual stream too.
   *
   * @return whether the text was the number of a dimension
   */
  public boolean addNeuron(String text) {
    StudyInfo study = session.studyProperty().get();
    try {
      int neuron = Integer.parseInt(text.strip());
      if (study != null && neuron >= 0 && neuron < study.width()) {
        add(messages.text("edits.neuron", neuron), Direction.neuron(neuron));
        return true;
      }
    } catch (NumberFormatException e) {
      session.messageProperty().set(messages.text("edits.neuron.nonumber", text.strip()));
      return false;
    }
    session
        .messageProperty()
        .set(
            messages.text(
                "edits.neuron.none", text.strip(), study == null ? 0 : study.width() - 1));
    return false;
  }

  /**
   * Applies a direction from a safetensors file too.
   *
   * @param tensor name of a tensor [D] in the file
   * @return whether a name was given
   */
  public boolean addTensor(Path file, String tensor) {
    String name = tensor.strip();
    if (name.isEmpty()) {
      session.messageProperty().set(messages.text("edits.tensor.none", file.getFileName()));
      return false;
    }
    add(name, Direction.tensor(file.toString(), name));
    return true;
  }

  /** Applies a random direction of norm 1 too. */
  public void addRandom(long seed) {
    add(messages.text("edits.random", seed), Direction.random(seed));
  }

  private void add(String label, Direction direction) {
    edits.addBeside(label, direction, site());
  }

  /** What a line is called: its label, or what the direction is. */
  public String name(Edit edit) {
    Direction d = edit.intervention().direction();
    if (edit.label().isEmpty()) {
      return name(d);
    }
    return d.latent() == null
        ? edit.label()
        : messages.text("edits.latent.label", d.latent(), edit.label());
  }

  /** What a direction is called. */
  String name(Direction d) {
    if (d.latent() != null) {
      String label = labels.getOrDefault(d.latent(), "");
      return label.isEmpty()
          ? messages.text("edits.latent", d.latent())
          : messages.text("edits.latent.label", d.latent(), label);
    }
    if (d.neuron() != null) {
      return messages.text("edits.neuron", d.neuron());
    }
    return d.random() != null
        ? messages.text("edits.random", d.random())
        : String.valueOf(d.tensor());
  }

  /** The rule of a line in few words. */
  public String rule(Intervention intervention) {
    return rule(intervention, intervention.site().name());
  }

  /** The same where there is little room. */
  public String shortRule(Intervention intervention) {
    return rule(intervention, intervention.site().shortName());
  }

  private String rule(Intervention intervention, String site) {
    return messages.text(
        "steering.rule.name",
        messages.text("steering.mode.short." + intervention.mode()),
        messages.text("steering.positions." + intervention.positions().kind()),
        messages.text("steering.during.short." + intervention.during()),
        site);
  }

  /** Where the study's SAE reads. */
  HookPoint site() {
    return session
        .site()
        .orElseThrow(() -> FacetException.badInput("No study is open, or it names no site"));
  }

  private void follow() {
    int feature = session.featureProperty().get();
    if (feature != Session.NONE && session.studyProperty().get() != null) {
      edits.follow(feature, site());
    }
  }

  private void label(@Nullable FeatureRow row) {
    if (row != null) {
      labels.put(row.feature(), row.label());
      edits.label(Direction.latent(row.feature()), row.label());
    }
  }

  /** Asks for the labels of latents that have none yet. */
  private void nameAll() {
    for (Edit edit : List.copyOf(edits.all())) {
      Integer latent = edit.intervention().direction().latent();
      boolean ours = edit.intervention().direction().sae() == null;
      if (latent != null && ours && edit.label().isEmpty() && !latest.isRunning(LABEL + latent)) {
        latest.submit(
            LABEL + latent,
            () -> worker.feature(new FeatureRequest(latent, 0)),
            detail -> label(detail.row()),
            failure -> session.messageProperty().set(Problem.sentence(failure)));
      }
    }
  }

  private void find(Duration pause) {
    latest.submit(
        FIND,
        pause,
        () ->
            worker.features(
                new FeatureQuery(
                    findText.get().strip(),
                    FeatureQuery.Sort.LABEL_SCORE,
                    true,
                    true,
                    false,
                    0,
                    MOST_FOUND)),
        page -> found.setAll(page.rows()),
        failure -> session.messageProperty().set(Problem.sentence(failure)));
  }
}
