package dev.facet.steering;

import dev.facet.core.Intervention;
import dev.facet.image.RgbImage;
import java.util.List;

/**
 * One row of a batch.
 *
 * @param images in the prompt's order
 * @param interventions edits of this row, empty for none
 */
public record CaptionRow(List<RgbImage> images, List<Intervention> interventions) {

  public CaptionRow {
    images = List.copyOf(images);
    interventions = List.copyOf(interventions);
  }
}
