package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Progress;
import dev.facet.core.SiteFit;
import dev.facet.image.ImageProcessor;
import dev.facet.image.ImageReader;
import dev.facet.image.PixelValues;
import dev.facet.index.ImagePrefetch.Prepared;
import dev.facet.metrics.ReconstructionSums;
import dev.facet.model.Hooks;
import dev.facet.model.VisionTower;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Does the SAE belong to its site? Its figures there, and after the first and the last layer of the
 * tower, on images that lie evenly in the corpus: an SAE of another layer has the right shape all
 * the same, and its own site is where it should do best. These few images go through the tower a
 * second time. Belongs to the engine thread.
 */
final class SiteSanity {

  private static final int IMAGES = 32;

  /** Dense codes [rows, F] that exist at once, in numbers. */
  private static final int DENSE_CODES = 8 << 20;

  private final VisionTower tower;
  private final Sae sae;
  private final NDManager manager;

  /** By residual index, ascending. */
  private final Map<Integer, Figures> sites = new TreeMap<>();

  private boolean looked;

  private final class Figures {
    private final String site;
    private final ReconstructionSums sums = new ReconstructionSums(sae.info().dIn());
    private final BitSet fired = new BitSet();

    Figures(HookPoint site) {
      this.site = site.name();
    }

    SiteFit fit() {
      int latents = sae.info().latents();
      return new SiteFit(
          site,
          sums.l0(),
          sums.explainedVariance(),
          1 - (double) fired.cardinality() / Math.max(1, latents));
    }
  }

  private SiteSanity(VisionTower tower, Sae sae, NDManager manager) {
    this.tower = tower;
    this.sae = sae;
    this.manager = manager;
  }

  /**
   * Measures.
   *
   * @param site that the SAE reads
   * @param processor of the tower
   * @return the figures in the order of the layers; empty for an SAE that does not reconstruct a
   *     residual, and where no image that was tried can be read
   */
  static List<SiteFit> measure(
      VisionTower tower,
      Sae sae,
      HookPoint site,
      ImageProcessor processor,
      CorpusFolder corpus,
      NDManager manager,
      Progress progress,
      Cancellation cancellation) {
    boolean residual =
        switch (site.site()) {
          case EMBEDDINGS, IN, OUT -> true;
          default -> false;
        };
    if (!residual || sae.info().transcoder()) {
      return List.of();
    }
    SiteSanity sanity = new SiteSanity(tower, sae, manager);
    sanity.sites.put(1, sanity.new Figures(HookPoint.out(Tower.VISION, 0)));
    sanity.sites.put(
        tower.layers(), sanity.new Figures(HookPoint.out(Tower.VISION, tower.layers() - 1)));
    sanity.sites.put(Hooks.residualIndex(site, tower.layers()), sanity.new Figures(site));
    int total = corpus.entries().size();
    int images = Math.min(IMAGES, total);
    for (int i = 0; i < images; i++) {
      cancellation.check();
      progress.report("trying the SAE at other layers", i, images);
      int number = (int) ((long) i * total / images);
      PixelValues pixels = pixels(corpus.file(number), processor);
      if (pixels != null) {
        sanity.look(new Prepared(number, pixels, ""));
        sanity.looked = true;
      }
    }
    return sanity.looked ? sanity.sites.values().stream().map(Figures::fit).toList() : List.of();
  }

  /** Null for what is no image: the pass has told of it already. */
  private static @Nullable PixelValues pixels(Path file, ImageProcessor processor) {
    try {
      return processor.overview(ImageReader.read(file));
    } catch (FacetException _) {
      return null;
    }
  }

  private void look(Prepared image) {
    try (NdScope _ = new NdScope()) {
      NDArray x = tower.embed(PixelBatch.of(manager, List.of(image)));
      int index = 0;
      for (Map.Entry<Integer, Figures> site : sites.entrySet()) {
        x = tower.run(x, index, site.getKey());
        index = site.getKey();
        add(tower.patches(x), site.getValue());
      }
    }
  }

  private void add(NDArray rows, Figures figures) {
    int latents = sae.info().latents();
    int total = (int) rows.getShape().get(0);
    int chunk = Math.clamp(DENSE_CODES / latents, 1, total);
    for (int from = 0; from < total; from += chunk) {
      try (NdScope _ = new NdScope()) {
        NDArray part = rows.get(new NDIndex("{}:{}", from, Math.min(total, from + chunk)));
        NDArray codes = sae.encode(part);
        float[] x = part.toFloatArray();
        float[] reconstruction = sae.decode(codes, part).toFloatArray();
        float[] dense = codes.toFloatArray();
        for (int row = 0; row < dense.length / latents; row++) {
          figures.sums.add(x, row, reconstruction, row);
          int active = 0;
          for (int latent = 0; latent < latents; latent++) {
            if (dense[row * latents + latent] != 0) {
              active++;
              figures.fired.set(latent);
            }
          }
          figures.sums.addCodes(active, 0);
        }
      }
    }
  }
}
