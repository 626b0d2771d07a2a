package dev.facet.worker;

import ai.djl.ndarray.NDArray;
import dev.facet.core.FacetException;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ImageEncoder;
import dev.facet.model.PatchGrid;
import dev.facet.tensor.NdScope;
import java.util.List;

/** Texts, images and regions of images in one embedding space. Belongs to the engine thread. */
final class MeaningEncoder {

  private final ImageEncoder encoder;

  MeaningEncoder(ImageEncoder encoder) {
    this.encoder = encoder;
  }

  /** A text's embedding [d]. */
  float[] text(String text) {
    if (text.isBlank()) {
      throw FacetException.badInput("There is no text to search with");
    }
    if (!(encoder instanceof DualEncoder texts)) {
      throw FacetException.notFound(
          encoder.info().name()
              + " has no text tower, so that nothing can be searched by text; search by an image or by a region of one");
    }
    try (NdScope _ = new NdScope()) {
      return texts.textEmbeddings(List.of(text.strip())).toFloatArray();
    }
  }

  /**
   * An image's embedding [d].
   *
   * @param patches of interest in raster order; all others become 0, which is the processor's mean
   *     colour. Empty for the whole image
   */
  float[] image(RgbImage image, List<Integer> patches) {
    try (NdScope _ = new NdScope()) {
      NDArray pixels = encoder.pixels(List.of(image));
      if (!patches.isEmpty()) {
        pixels = pixels.mul(pixels.getManager().create(mask(patches, pixels), pixels.getShape()));
      }
      return encoder.embeddingFrom(encoder.vision().embed(pixels), 0).toFloatArray();
    }
  }

  /** 1 at the pixels of the patches, 0 elsewhere [1, 3, H, W]. */
  private float[] mask(List<Integer> patches, NDArray pixels) {
    PatchGrid grid = encoder.vision().grid();
    int channels = (int) pixels.getShape().get(1);
    int height = (int) pixels.getShape().get(2);
    int width = (int) pixels.getShape().get(3);
    float[] mask = new float[channels * height * width];
    for (int patch : patches) {
      if (patch < 0 || patch >= grid.patches()) {
        throw FacetException.badInput(
            "There is no patch " + patch + ": the image has patches 0 to " + (grid.patches() - 1));
      }
      int row = patch / grid.columns();
      int column = patch % grid.columns();
      for (int c = 0; c < channels; c++) {
        for (int y = row * height / grid.rows(); y < (row + 1) * height / grid.rows(); y++) {
          int line = (c * height + y) * width;
          java.util.Arrays.fill(
              mask,
              line + column * width / grid.columns(),
              line + (column + 1) * width / grid.columns(),
              1);
        }
      }
    }
    return mask;
  }
}
