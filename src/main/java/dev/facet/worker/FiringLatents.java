package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.protocol.Firing;
import dev.facet.steering.PatchCodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Ranks the latents that fire on an image or on some of its patches. */
final class FiringLatents {

  private FiringLatents() {}

  /**
   * @param codes of all patches of one image
   * @param patches of interest in raster order; empty for all
   * @param limit most latents
   * @param label of a latent
   * @return strongest first; none with a largest code of 0
   */
  static List<Firing> of(
      PatchCodes codes, List<Integer> patches, int limit, IntFunction<String> label) {
    int count = codes.grid().patches();
    float[] largest = largest(codes, patches);
    return IntStream.range(0, codes.latents())
        .filter(latent -> largest[latent] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(latent -> -largest[latent]))
        .limit(Math.max(0, limit))
        .map(
            latent ->
                new Firing(
                    latent, label.apply(latent), largest[latent], heat(codes, latent, count)))
        .toList();
  }

  /** The largest code of every latent on some patches; empty for all of them [F]. */
  static float[] largest(PatchCodes codes, List<Integer> patches) {
    int count = codes.grid().patches();
    for (int patch : patches) {
      if (patch < 0 || patch >= count) {
        throw FacetException.badInput(
            "There is no patch " + patch + ": the image has patches 0 to " + (count - 1));
      }
    }
    int[] region =
        patches.isEmpty()
            ? IntStream.range(0, count).toArray()
            : patches.stream().mapToInt(Integer::intValue).toArray();
    float[] largest = new float[codes.latents()];
    for (int patch : region) {
      for (int latent = 0; latent < largest.length; latent++) {
        largest[latent] = Math.max(largest[latent], codes.code(patch, latent));
      }
    }
    return largest;
  }

  private static List<Float> heat(PatchCodes codes, int latent, int patches) {
    List<Float> heat = new ArrayList<>(patches);
    for (int patch = 0; patch < patches; patch++) {
      heat.add(codes.code(patch, latent));
    }
    return heat;
  }
}
