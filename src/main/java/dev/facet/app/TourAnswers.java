package dev.facet.app;

import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Nobody is there to be asked. */
record TourAnswers(Consumer<String> say) implements DialogService {

  @Override
  public Optional<Path> chooseImage(String title) {
    return Optional.empty();
  }

  @Override
  public Optional<Path> chooseTensors(String title) {
    return Optional.empty();
  }

  @Override
  public Optional<Path> chooseFolder(String title) {
    return Optional.empty();
  }

  @Override
  public Optional<Path> chooseTarget(String title, String name, List<String> extensions) {
    return Optional.empty();
  }

  @Override
  public boolean confirm(String title, String detail, String action, String otherwise) {
    return true;
  }

  @Override
  public void show(Problem problem) {
    say.accept(problem.title() + ": " + problem.message());
  }
}
