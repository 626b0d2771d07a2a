package dev.facet.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How deep in a taxonomy a latent's images meet: the depth of the lowest common ancestor of every
 * pair of its top images (Pach et al., appendix E.3; their code {@code inat_depth.py}).
 *
 * @param meanRaw mean depth over the pairs
 * @param mean the same, rounded half to even as Python rounds
 * @param majority most frequent depth; the one seen first in pair order wins a tie
 */
public record HierarchyDepth(double meanRaw, int mean, int majority) {

  /**
   * @param names of the images, from kingdom to species or whatever the taxonomy has; at least two
   */
  public static HierarchyDepth of(List<List<String>> names) {
    List<Integer> depths = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        depths.add(commonPrefix(names.get(i), names.get(j)));
      }
    }
    return ofDepths(depths);
  }

  /** From the depths of the pairs, in pair order (0,1), (0,2), … */
  public static HierarchyDepth ofDepths(List<Integer> depths) {
    if (depths.isEmpty()) {
      throw new IllegalArgumentException("A hierarchy depth needs at least one pair");
    }
    double sum = 0;
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    for (int depth : depths) {
      sum += depth;
      counts.merge(depth, 1, Integer::sum);
    }
    int majority = depths.getFirst();
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > counts.getOrDefault(majority, 0)) {
        majority = entry.getKey();
      }
    }
    double mean = sum / depths.size();
    return new HierarchyDepth(mean, (int) Math.rint(mean), majority);
  }

  /** Number of leading names that two paths share. */
  public static int commonPrefix(List<String> a, List<String> b) {
    int depth = 0;
    while (depth < Math.min(a.size(), b.size()) && a.get(depth).equals(b.get(depth))) {
      depth++;
    }
    return depth;
  }

  /**
   * Sizes of the nested groups of a Matryoshka SAE: floor(fraction · F) each, the last takes the
   * remainder.
   */
  public static int[] groupSizes(double[] fractions, int latents) {
    int[] sizes = new int[fractions.length];
    int left = latents;
    for (int g = 0; g < sizes.length; g++) {
      sizes[g] = g == sizes.length - 1 ? left : (int) Math.floor(fractions[g] * latents);
      left -= sizes[g];
    }
    return sizes;
  }
}
