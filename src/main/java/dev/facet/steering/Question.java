package dev.facet.steering;

import dev.facet.image.PixelValues;
import dev.facet.model.Prompt;
import java.util.List;

/**
 * A question about images, ready for the model.
 *
 * @param imagesKey changes when an image does
 * @param key changes when an image or the question does
 * @param images pixel values, one an image
 * @param prompt token ids
 */
record Question(String imagesKey, String key, List<PixelValues> images, Prompt prompt)
    implements AutoCloseable {

  int tiles() {
    return images.stream().mapToInt(PixelValues::tiles).sum();
  }

  long bytes() {
    return images.stream().mapToLong(i -> 4L * i.data().length).sum() + 8L * prompt.length();
  }

  @Override
  public void close() {
    // holds nothing native
  }
}
