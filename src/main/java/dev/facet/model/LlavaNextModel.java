package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import java.util.List;

/**
 * LLaVA-NeXT (transformers {@code LlavaNextForConditionalGeneration}): LLaVA on the whole picture,
 * then on a grid of tiles whose padding is cut away and whose rows end with a learned newline.
 */
public final class LlavaNextModel extends LlavaModel {

  private final NDArray newline;

  LlavaNextModel(Folder folder, NDManager manager) {
    super(folder, manager);
    requireGrid(config, vision().tokens(), vision().grid());
    this.newline =
        weights
            .find("image newline", "image_newline", List.of("", "model."))
            .get("image_newline", language().width());
  }

  /**
   * Tiles are put together as pictures of patches, so nothing else may be among their features.
   *
   * @param tokens of the tower
   * @throws FacetException when a CLS token stays, or a patch is left out
   */
  static void requireGrid(ModelConfig config, int tokens, PatchGrid grid) {
    int features = tokens - (dropsFirst(config) ? 1 : 0);
    if (features != grid.patches()) {
      throw FacetException.badInput(
          config.json().file()
              + ": 'vision_feature_select_strategy' leaves "
              + features
              + " features of a tile; LLaVA-NeXT puts them together as "
              + grid.rows()
              + " x "
              + grid.columns()
              + " patches");
    }
  }

  @Override
  public NDArray project(NDArray hidden, List<PixelValues> images) {
    NDArray each = projected(hidden);
    NDArray byRow = byRow(each, images);
    long patches = each.getShape().get(1);
    long rows = byRow.getShape().get(0);
    NDList parts = new NDList();
    long at = 0;
    for (PixelValues image : images) {
      long end = at + image.tiles() * patches;
      NDArray own = byRow.get(new NDIndex(":, {}:{}", at, end));
      parts.add(own.get(new NDIndex(":, :{}", patches)));
      parts.add(
          image.tiles() == 1
              ? newline.broadcast(new Shape(rows, 1, language().width()))
              : tiles(own.get(new NDIndex(":, {}:", patches)), image));
      at = end;
    }
    return NDArrays.concat(parts, 1);
  }

  /** Features of the tiles [R, tiles · patches, D], put together as one picture, row by row. */
  private NDArray tiles(NDArray features, PixelValues image) {
    PatchGrid g = vision().grid();
    long rows = features.getShape().get(0);
    long d = language().width();
    int height = image.rows() * g.rows();
    int width = image.columns() * g.columns();
    NDArray picture =
        features
            .reshape(new Shape(rows, image.rows(), image.columns(), g.rows(), g.columns(), d))
            .transpose(0, 1, 3, 2, 4, 5)
            .reshape(rows, height, width, d);
    Crop crop = Crop.of(image, height, width);
    NDArray kept =
        picture.get(
            new NDIndex(
                ":, {}:{}, {}:{}", crop.top, height - crop.top, crop.left, width - crop.left));
    long keptRows = kept.getShape().get(1);
    NDArray ends = newline.broadcast(new Shape(rows, keptRows, 1, d));
    return NDArrays.concat(new NDList(kept, ends), 2).reshape(rows, -1, d);
  }

  /** What the tile grid has of padding on each side, in patches. */
  private record Crop(int top, int left) {

    static Crop of(PixelValues image, int height, int width) {
      double original = (double) image.originalWidth() / image.originalHeight();
      if (original > (double) width / height) {
        double scale = (double) width / image.originalWidth();
        return new Crop((height - whole(image.originalHeight() * scale)) / 2, 0);
      }
      double scale = (double) height / image.originalHeight();
      return new Crop(0, (width - whole(image.originalWidth() * scale)) / 2);
    }

    /** Python's int(round(x, 7)). */
    private static int whole(double x) {
      return (int) (Math.rint(x * 1e7) / 1e7);
    }
  }

  @Override
  int features(PixelValues image) {
    if (image.tiles() == 1) {
      return patches() + 1;
    }
    int height = image.rows() * vision().grid().rows();
    int width = image.columns() * vision().grid().columns();
    Crop crop = Crop.of(image, height, width);
    return patches() + (height - 2 * crop.top) * (width - 2 * crop.left + 1);
  }
}
