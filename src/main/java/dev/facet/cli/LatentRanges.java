package dev.facet.cli;

import dev.facet.core.FacetException;
import java.util.ArrayList;
import java.util.List;

/** Latents as a person names them: {@code 0-99,123}. */
final class LatentRanges {

  private static final int MOST = 1 << 24;

  private LatentRanges() {}

  /**
   * @throws FacetException when the text is something else
   */
  static List<Integer> parse(String text) {
    List<Integer> latents = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      try {
        int from = Integer.parseInt(ends[0].strip());
        int to = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
        if (ends.length > 2 || from > to || to - from > MOST) {
          throw new NumberFormatException(part);
        }
        for (int latent = from; latent <= to; latent++) {
          latents.add(latent);
        }
      } catch (NumberFormatException e) {
        throw FacetException.badInput(
            "--latents must name latents such as 0-99,123, found '" + text + "'", e);
      }
    }
    return latents;
  }
}
