package dev.facet.demo;

import dev.facet.image.RgbImage;

/**
 * A painted picture with its truth.
 *
 * @param image 192 x 192 pixels
 * @param objectIds {@code [H, W]}: 0 where the background shows, 1 + i where object i of the scene
 *     does
 * @param scene what is on it
 */
public record DemoImage(RgbImage image, byte[] objectIds, DemoScene scene) {

  public DemoImage {
    if (objectIds.length != image.width() * image.height()) {
      throw new IllegalArgumentException(
          objectIds.length + " object numbers for " + image.width() + " x " + image.height());
    }
  }
}
