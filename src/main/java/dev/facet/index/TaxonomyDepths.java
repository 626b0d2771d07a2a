package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.metrics.HierarchyDepth;
import dev.facet.workspace.DepthStore.Depth;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How deep in the corpus's taxonomy the top images of each latent meet, and to which level of a
 * Matryoshka SAE it belongs (Pach et al., appendix E.3). Latents with fewer than 16 firing images
 * that have a place in the taxonomy are left out of the means, as there.
 */
final class TaxonomyDepths {

  private TaxonomyDepths() {}

  /**
   * @param groupSizes latents of each nested level; empty for an SAE without levels
   */
  static void put(
      List<Integer> groupSizes, Study study, Progress progress, Cancellation cancellation) {
    cancellation.check();
    if (!study.depths().hasTaxonomy()) {
      return;
    }
    progress.report("comparing classes", 0, 0);
    Map<Integer, HierarchyDepth> found = new HashMap<>();
    study
        .depths()
        .topPaths(
            (latent, paths) -> {
              if (paths.size() == LatentTally.TOP) {
                found.put(
                    latent,
                    HierarchyDepth.of(paths.stream().map(p -> List.of(p.split("/"))).toList()));
              }
            });
    List<Depth> depths = new ArrayList<>();
    int level = 0;
    int end = groupSizes.isEmpty() ? Integer.MAX_VALUE : groupSizes.getFirst();
    for (int latent = 0; latent < study.manifest().latents(); latent++) {
      while (latent >= end && level < groupSizes.size() - 1) {
        end += groupSizes.get(++level);
      }
      HierarchyDepth depth = found.get(latent);
      depths.add(
          new Depth(
              latent,
              level,
              depth == null ? null : (double) depth.mean(),
              depth == null ? null : depth.majority()));
    }
    study.depths().put(depths);
  }
}
