package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import dev.facet.index.ImagePrefetch.Prepared;
import java.util.List;
import java.util.Objects;

/** Puts processed images together for a tower. */
final class PixelBatch {

  private PixelBatch() {}

  /**
   * The first tile of each image.
   *
   * @param images that could be read, at least one
   * @return [B, 3, H, W]
   * @throws FacetException when they are not of one size
   */
  static NDArray of(NDManager manager, List<Prepared> images) {
    PixelValues first = Objects.requireNonNull(images.getFirst().pixels());
    int size = first.channels() * first.height() * first.width();
    float[] data = new float[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      PixelValues values = Objects.requireNonNull(images.get(i).pixels());
      if (values.height() != first.height() || values.width() != first.width()) {
        throw FacetException.badInput(
            "Image "
                + images.get(i).number()
                + " of the corpus became "
                + values
                + ", expected the size of the others, "
                + first
                + ": towers of variable input size cannot be indexed");
      }
      System.arraycopy(values.data(), 0, data, i * size, size);
    }
    return manager.create(
        data, new Shape(images.size(), first.channels(), first.height(), first.width()));
  }
}
