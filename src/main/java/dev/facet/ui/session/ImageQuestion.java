package dev.facet.ui.session;

import dev.facet.protocol.MeaningSearchRequest.Mode;
import java.util.List;

/**
 * Which features are like an image, or like a region of it?
 *
 * @param address of the image
 * @param name for a person
 * @param patches in raster order; empty for the whole image
 * @param mode by meaning or by codes
 */
public record ImageQuestion(String address, String name, List<Integer> patches, Mode mode) {
  public ImageQuestion {
    patches = List.copyOf(patches);
  }
}
