package dev.facet.ui.steering;

import dev.facet.core.Intervention;
import dev.facet.core.Preset;
import dev.facet.fx.Figures;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import java.util.List;
import java.util.Optional;

/** Papers' ways of steering: taking one, and telling which is on show. */
public final class PresetsViewModel {

  private static final int MAX_TOKENS = 40;

  private final Session session;
  private final SteeringState steering;
  private final QuestionViewModel question;
  private final DoseViewModel dose;
  private final Runnable findDose;
  private int maxTokens = MAX_TOKENS;

  /**
   * @param findDose searches the strength that has the dose's target
   */
  PresetsViewModel(
      Session session, QuestionViewModel question, DoseViewModel dose, Runnable findDose) {
    this.session = session;
    this.steering = session.steering();
    this.question = question;
    this.dose = dose;
    this.findDose = findDose;
  }

  /** Token budget of what is asked. */
  int maxTokens() {
    return maxTokens;
  }

  /**
   * Steers as a paper does: its picture, question, rule, token budget and strength. A strength that
   * the paper chooses by divergence is searched.
   */
  public void take(Preset preset) {
    if (steering.edits().activeProperty().get() == null) {
      return;
    }
    maxTokens = preset.maxTokens();
    steering.images().setAll(List.of(preset.image()));
    steering.promptProperty().set(preset.prompt());
    steering
        .edits()
        .changeActive(i -> preset.intervention(i.site(), i.direction(), preset.strength()));
    session.messageProperty().set(preset.title() + ": " + preset.remark());
    Double kl = preset.targetKl();
    if (kl != null) {
      dose.targetProperty().set(Figures.fixed(kl, 2));
      findDose.run();
    }
  }

  /** Back to adding the direction everywhere, in the prompt, with the study's own question. */
  public void takeDefaults() {
    maxTokens = MAX_TOKENS;
    steering.images().setAll(List.of("white"));
    if (!question.prompts().isEmpty()) {
      steering.promptProperty().set(question.prompts().getFirst());
    }
    steering.edits().changeActive(i -> Intervention.add(i.site(), i.direction(), 0));
  }

  /** The paper whose way of steering is on show, as long as nothing was changed. */
  public Optional<Preset> shown() {
    Edit active = steering.edits().activeProperty().get();
    if (active == null) {
      return Optional.empty();
    }
    Intervention now = active.intervention();
    return Preset.all().stream()
        .filter(p -> p.prompt().equals(steering.promptProperty().get()))
        .filter(p -> steering.images().allProperty().get().equals(List.of(p.image())))
        .filter(p -> p.intervention(now.site(), now.direction(), now.strength()).equals(now))
        .findFirst();
  }
}
