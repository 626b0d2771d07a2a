package dev.facet.ui.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that asks the person in a window of its own; tests and the tour answer by themselves.
 */
public interface DialogService {

  /** An image file to steer on. */
  Optional<Path> chooseImage(String title);

  /** A safetensors file to take a direction from. */
  Optional<Path> chooseTensors(String title);

  /** A folder that exists. */
  Optional<Path> chooseFolder(String title);

  /**
   * A file to write.
   *
   * @param name proposed file name
   * @param extensions without dot, the proposed one first
   */
  Optional<Path> chooseTarget(String title, String name, List<String> extensions);

  /**
   * Asks before something is given up.
   *
   * @param action what the button that does it says
   * @param otherwise what the button that leaves all as it is says
   */
  boolean confirm(String title, String detail, String action, String otherwise);

  /** Tells of a failure. */
  void show(Problem problem);
}
