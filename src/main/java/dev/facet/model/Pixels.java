package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import java.util.List;

/** Pixel values of several images as one array. */
final class Pixels {

  private Pixels() {}

  /** All tiles of all images, one after the other [sum of tiles, C, H, W]. */
  static NDArray batch(NDManager manager, List<PixelValues> images) {
    PixelValues first = images.getFirst();
    int tiles = images.stream().mapToInt(PixelValues::tiles).sum();
    int size = first.channels() * first.height() * first.width();
    float[] all = new float[Math.multiplyExact(tiles, size)];
    int at = 0;
    for (PixelValues image : images) {
      if (image.height() != first.height() || image.width() != first.width()) {
        throw FacetException.badInput(
            "Images of one prompt must have one size, found "
                + size(first)
                + " and "
                + size(image)
                + " pixels");
      }
      System.arraycopy(image.data(), 0, all, at, image.data().length);
      at += image.data().length;
    }
    return manager.create(all, new Shape(tiles, first.channels(), first.height(), first.width()));
  }

  private static String size(PixelValues image) {
    return image.width() + " x " + image.height();
  }
}
