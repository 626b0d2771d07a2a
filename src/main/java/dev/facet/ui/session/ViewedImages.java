package dev.facet.ui.session;

import java.util.List;

/**
 * Images to look at closely, one of them at a time.
 *
 * @param images in the order in which they are stepped through, at least one
 * @param at which of them is shown
 */
public record ViewedImages(List<Viewed> images, int at) {

  /**
   * @param address as in CaptionSpec
   * @param name for a person: file name or caption
   */
  public record Viewed(String address, String name) {}

  public ViewedImages {
    images = List.copyOf(images);
    at = Math.clamp(at, 0, images.size() - 1);
  }

  public static ViewedImages of(String address, String name) {
    return new ViewedImages(List.of(new Viewed(address, name)), 0);
  }

  public Viewed shown() {
    return images.get(at);
  }

  /** The next or the one before; the same at the ends. */
  public ViewedImages step(int by) {
    return new ViewedImages(images, at + by);
  }
}
