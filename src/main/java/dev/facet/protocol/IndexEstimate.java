package dev.facet.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What making a study will cost, from a timed sample of its images.
 *
 * @param images files in the corpus
 * @param sampled files that were tried
 * @param unreadable files among them that are no images
 * @param secondsPerImage of the pass
 * @param seconds of the whole pass
 * @param diskBytes that the study takes
 * @param diskFree where it will lie
 * @param memoryBytes that the worker needs, networks included
 * @param memoryFree that it can have, what it holds already included; 0 where unknown
 * @param fit how the SAE does on the sample; null where no image of it could be read
 * @param problems what speaks against starting, one sentence each
 */
public record IndexEstimate(
    long images,
    int sampled,
    long unreadable,
    double secondsPerImage,
    double seconds,
    long diskBytes,
    long diskFree,
    long memoryBytes,
    long memoryFree,
    @Nullable SaeFitFigures fit,
    List<String> problems) {

  public IndexEstimate {
    problems = List.copyOf(problems);
  }
}
