package dev.facet.app;

import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Unattended;
import java.util.function.Consumer;

/** The tour asks nobody; failures are said. */
final class TourAnswers extends Unattended {

  private final Consumer<String> say;

  TourAnswers(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public void show(Problem problem) {
    say.accept(problem.title() + ": " + problem.message());
  }
}
