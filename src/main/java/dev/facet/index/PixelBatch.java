package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import dev.facet.index.ImagePrefetch.Prepared;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Puts processed images together for a tower. */
final class PixelBatch {

  private PixelBatch() {}

  /**
   * All tiles of all images, one after the other.
   *
   * @param images that could be read, at least one
   * @return [sum of tiles, C, H, W]
   * @throws FacetException when they are not of one size
   */
  static NDArray of(NDManager manager, List<Prepared> images) {
    PixelValues first = Objects.requireNonNull(images.getFirst().pixels());
    int size = first.data().length;
    float[] data = new float[Math.multiplyExact(images.size(), size)];
    for (int i = 0; i < images.size(); i++) {
      PixelValues values = Objects.requireNonNull(images.get(i).pixels());
      if (!Arrays.equals(values.shape(), first.shape())
          || values.rows() != first.rows()
          || values.columns() != first.columns()) {
        throw FacetException.badInput(
            "Image "
                + images.get(i).number()
                + " of the corpus became "
                + values
                + ", expected the size of the others, "
                + first
                + ": its processor does not bring pictures to one size");
      }
      System.arraycopy(values.data(), 0, data, i * size, size);
    }
    long tiles = (long) images.size() * first.tiles();
    return manager.create(data, new Shape(tiles, first.channels(), first.height(), first.width()));
  }
}
