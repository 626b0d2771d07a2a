package dev.facet.training;

import dev.facet.demo.DemoImage;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.DemoScene;
import dev.facet.demo.PatchLabels;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Demo images that nothing was trained on: their seeds lie below all training seeds, and above
 * those of any demo folder.
 */
final class HeldOutImages {

  /** First seed. */
  static final long FIRST_SEED = 1L << 30;

  private final DemoPainter painter;
  private final int grid;

  HeldOutImages(DemoPainter painter, int grid) {
    this.painter = painter;
    this.grid = grid;
  }

  /** One image; the same index is the same image. */
  DemoImage paint(int index) {
    return painter.paint(FIRST_SEED + index);
  }

  /** Several in a row, painted in parallel. */
  List<DemoImage> paint(int begin, int count) {
    return IntStream.range(begin, begin + count).parallel().mapToObj(this::paint).toList();
  }

  /** What is on an image and on its patches, without the picture. */
  record Truth(DemoScene scene, short[] labels) {}

  Truth truth(DemoImage image) {
    return new Truth(image.scene(), PatchLabels.label(image, grid));
  }
}
