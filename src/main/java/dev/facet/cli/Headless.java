package dev.facet.cli;

/** A window that no display is asked for. */
final class Headless {

  private Headless() {}

  /** To be called before JavaFX starts, which is when its toolkit reads these properties. */
  static void choose() {
    System.setProperty("glass.platform", "Headless");
    System.setProperty("prism.order", "sw"); // no graphics card either
  }
}
