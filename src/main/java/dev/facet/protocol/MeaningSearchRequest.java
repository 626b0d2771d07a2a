package dev.facet.protocol;

import java.util.List;
import java.util.Objects;

/**
 * Features by what they mean.
 *
 * @param mode what is searched with
 * @param text for {@link Mode#TEXT}
 * @param address of an image, for the other modes
 * @param patches of interest in raster order; empty for the whole image
 * @param among features that may be found; the order and window of the query do not count, and
 *     latents that never fire mean nothing
 * @param limit most features that come back
 */
public record MeaningSearchRequest(
    Mode mode, String text, String address, List<Integer> patches, FeatureQuery among, int limit) {

  /** What is searched with. */
  public enum Mode {
    /** A text's embedding against the directions that labels are read from. */
    TEXT,
    /** An image's embedding, or that of a region of it, against the same directions. */
    IMAGE,
    /** The codes of an image or region, each as a share of the latent's largest code. */
    CODES
  }

  public MeaningSearchRequest {
    patches = List.copyOf(Objects.requireNonNullElse(patches, List.of()));
    among = Objects.requireNonNullElse(among, FeatureQuery.ALL);
  }

  public static MeaningSearchRequest text(String text, FeatureQuery among, int limit) {
    return new MeaningSearchRequest(Mode.TEXT, text, "", List.of(), among, limit);
  }

  public static MeaningSearchRequest image(
      Mode mode, String address, List<Integer> patches, FeatureQuery among, int limit) {
    return new MeaningSearchRequest(mode, "", address, patches, among, limit);
  }
}
