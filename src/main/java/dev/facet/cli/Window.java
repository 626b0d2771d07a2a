package dev.facet.cli;

import dev.facet.app.FacetApp;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Opens the window, or says why it cannot and runs the tour instead. */
final class Window {

  private Window() {}

  /** Returns when the window is closed, with the exit code. */
  static int open(PrintWriter err) {
    if (!hasDisplay()) {
      err.println(
          "facet: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so this runs the tour instead: the same"
              + " window off-screen; its pictures go to ./tour");
      return TourCommand.run(Path.of("tour"), err);
    }
    FacetApp.open();
    return 0;
  }

  private static boolean hasDisplay() {
    return !System.getProperty("os.name").startsWith("Linux")
        || isSet("DISPLAY")
        || isSet("WAYLAND_DISPLAY");
  }

  private static boolean isSet(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isBlank();
  }
}
