package dev.facet.steering;

import dev.facet.image.PixelValues;
import dev.facet.model.PatchGrid;
import dev.facet.model.Prompt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question about images, ready for the model.
 *
 * @param imagesKey changes when an image does
 * @param key changes when an image or the question does
 * @param images pixel values, one an image
 * @param prompt token ids
 */
record Question(String imagesKey, String key, List<PixelValues> images, Prompt prompt) {

  int tiles() {
    return images.stream().mapToInt(PixelValues::tiles).sum();
  }

  /**
   * Image tokens by tile, where there is one a patch; null where there is not.
   *
   * @param tokens all image tokens in order
   * @param from subtracted from each
   */
  int @Nullable [][] patches(int[] tokens, int from, PatchGrid grid) {
    int each = grid.patches();
    if (tokens.length != tiles() * each) {
      return null;
    }
    int[][] places = new int[tiles()][each];
    for (int t = 0; t < places.length; t++) {
      for (int p = 0; p < each; p++) {
        places[t][p] = tokens[t * each + p] - from;
      }
    }
    return places;
  }
}
