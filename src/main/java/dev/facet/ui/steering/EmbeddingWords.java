package dev.facet.ui.steering;

import dev.facet.core.SweepPoint;
import dev.facet.core.SweepPoint.Promoted;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.ui.session.SteeringState;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/**
 * What the strength on the ruler does to the image embedding, in words and figures, where no
 * caption tells it: those of the nearest strength that was swept.
 */
final class EmbeddingWords {

  private static final int WORDS = 3;

  /** Less than this would be written as 0.00. */
  private static final double LEAST = 0.005;

  private final Messages messages;
  private final DoubleFunction<String> name;
  private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper("");

  /**
   * @param nearest swept point to a raw strength
   * @param name of a raw strength
   */
  EmbeddingWords(
      SteeringState steering,
      DoubleFunction<Optional<SweepPoint>> nearest,
      DoubleFunction<String> name,
      Messages messages) {
    this.messages = messages;
    this.name = name;
    InvalidationListener changed =
        o ->
            text.set(
                nearest
                    .apply(steering.strengthProperty().get())
                    .filter(point -> !point.captioned())
                    .map(this::describe)
                    .orElse(""));
    steering.pointsProperty().addListener(changed);
    steering.strengthProperty().addListener(changed);
    steering.unitProperty().addListener(changed);
  }

  /** Empty where captions tell it, or nothing is known yet. */
  ReadOnlyStringProperty textProperty() {
    return text.getReadOnlyProperty();
  }

  private String describe(SweepPoint point) {
    String words =
        point.promoted().stream()
            .filter(word -> word.delta() >= LEAST)
            .limit(WORDS)
            .map(EmbeddingWords::gain)
            .collect(Collectors.joining(", "));
    return messages.text(
        "steering.effect",
        name.apply(point.strength()),
        Figures.fixed(point.steerability(), 2),
        Figures.fixed(point.power(), 2),
        words.isEmpty() ? messages.text("steering.effect.none") : words);
  }

  private static String gain(Promoted word) {
    return word.word() + " +" + Figures.fixed(word.delta(), 2);
  }
}
