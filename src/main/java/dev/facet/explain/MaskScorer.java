package dev.facet.explain;

import dev.facet.core.Control;
import dev.facet.image.RgbImage;
import dev.facet.metrics.MaskOverlap;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Mean IoU of a latent's heat maps with the masks of what a text names, on the latent's five best
 * images. Ferrando et al. let a segmentation model find it; here the corpus says where things are.
 * A text that names none of the corpus's categories scores 0, as a failed segmentation does there.
 */
final class MaskScorer {

  private final CocoMasks masks;
  private final ShownImages images;

  MaskScorer(CocoMasks masks, ShownImages images) {
    this.masks = masks;
    this.images = images;
  }

  /** The file that the masks were read from. */
  Path file() {
    return masks.file();
  }

  /** 0 to 1; NaN where the latent fires on no image with masks. */
  double score(int latent, String text) {
    Set<Long> named = masks.named(text);
    double sum = 0;
    int count = 0;
    List<ShownImages.Shown> top = images.of(latent, ExplainSpec.IMAGES, Control.NONE);
    for (ShownImages.Shown shown : top) {
      RgbImage picture = shown.picture();
      boolean[] truth = masks.mask(shown.record().name(), named, picture.width(), picture.height());
      if (truth != null) {
        boolean[] fired = images.evaluationMask(shown);
        sum += MaskOverlap.of(truth, fired).iou();
        count++;
      }
    }
    return sum / count;
  }
}
