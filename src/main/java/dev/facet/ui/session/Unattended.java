package dev.facet.ui.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Nobody is there to be asked: nothing is chosen, and every question is answered by yes. */
public abstract class Unattended implements DialogService {

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
}
