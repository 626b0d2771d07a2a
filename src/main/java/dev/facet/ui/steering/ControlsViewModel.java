package dev.facet.ui.steering;

import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.Intervention;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.Session;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/**
 * Controls: captions under a random and under another latent's direction in place of the active
 * one. What they change too is not the feature's doing.
 */
public final class ControlsViewModel {

  private static final int SEED = 1;

  private final Session session;
  private final CaptionsViewModel captions;
  private final BooleanProperty wanted = new SimpleBooleanProperty();

  ControlsViewModel(Session session, CaptionsViewModel captions) {
    this.session = session;
    this.captions = captions;
  }

  /** Whether they are to be seen. */
  public BooleanProperty wantedProperty() {
    return wanted;
  }

  /** The latent whose direction serves as the permuted control. */
  public int permutedLatent() {
    StudyInfo study = session.studyProperty().get();
    Edit active = active();
    Integer latent = active == null ? null : active.intervention().direction().latent();
    int mine = latent == null ? 0 : latent;
    int latents = study == null ? 1 : study.latents();
    int other = Math.floorMod(mine * 7919 + 613, latents);
    return other == mine ? (other + 1) % latents : other;
  }

  private @Nullable Edit active() {
    return session.steering().edits().activeProperty().get();
  }

  /**
   * Asks for both, where they are wanted and a language model answers.
   *
   * @param applied all that is applied
   * @param question about interventions
   */
  void ask(List<Intervention> applied, Function<List<Intervention>, CaptionSpec> question) {
    Edit active = active();
    boolean answered = !session.steering().modelProperty().get().isEmpty();
    if (!answered || !wanted.get() || active == null || !active.effective()) {
      captions.forgetControls();
      return;
    }
    Intervention real = active.intervention();
    Intervention random =
        real.withDirection(Direction.random(SEED)).withMode(Intervention.Mode.ADD);
    Intervention permuted = real.withDirection(Direction.latent(permutedLatent()));
    captions.askControls(
        question.apply(inPlaceOf(real, random, applied)),
        question.apply(inPlaceOf(real, permuted, applied)));
  }

  private static List<Intervention> inPlaceOf(
      Intervention real, Intervention control, List<Intervention> applied) {
    return applied.stream().map(i -> i.equals(real) ? control : i).toList();
  }
}
