package dev.facet.ui.steering;

import dev.facet.core.CaptionRun;
import dev.facet.core.Intervention;
import dev.facet.fx.Messages;
import dev.facet.ui.session.Edit;
import java.util.ArrayList;
import java.util.List;

/** What a caption was made with, in few words. */
public final class AppliedWords {

  private final EditsViewModel edits;
  private final StrengthViewModel strength;
  private final QuestionViewModel question;
  private final ModelViewModel model;
  private final Messages messages;

  AppliedWords(
      EditsViewModel edits,
      StrengthViewModel strength,
      QuestionViewModel question,
      ModelViewModel model,
      Messages messages) {
    this.edits = edits;
    this.strength = strength;
    this.question = question;
    this.model = model;
    this.messages = messages;
  }

  /**
   * Of the steered caption on show.
   *
   * @param count of interventions that are applied
   */
  String steered(int count) {
    Edit active = edits.activeProperty().get();
    if (active == null || count == 0) {
      return messages.text("caption.steered.zero");
    }
    String at = strength.describe(active.intervention().strength());
    return count == 1 && active.effective()
        ? messages.text("caption.steered", at)
        : messages.text("caption.steered.several", count);
  }

  /** Of a caption that was come across. */
  public String describe(CaptionRun run) {
    List<String> parts = new ArrayList<>();
    for (Intervention i : run.spec().interventions()) {
      parts.add(edits.name(i.direction()) + " " + strength.describe(i));
    }
    List<String> images = run.spec().images();
    parts.add(
        images.size() == 1
            ? question.imageName(images.getFirst())
            : messages.text("steering.images.count", images.size()));
    if (!run.model().equals(model.modelProperty().get())) {
      parts.add(run.model());
    }
    return String.join(" \u00b7 ", parts);
  }
}
