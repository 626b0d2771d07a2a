package dev.facet.image;

import dev.facet.core.JsonFile;
import dev.facet.image.PilResampler.Filter;
import java.util.ArrayList;
import java.util.List;

/**
 * InternVL: the picture is stretched to the grid of tiles whose ratio comes closest, cut row by
 * row, and followed by a thumbnail where there is more than one tile (Chen et al., "How far are we
 * to GPT-4V?", dynamic resolution). transformers' {@code InternVLProcessor} cuts whatever {@code
 * crop_to_patches} says in the file.
 */
final class TilingProcessor extends ImageProcessor {

  private static final int MAX_TILES = 64;

  private final int width;
  private final int height;
  private final int minTiles;
  private final int maxTiles;
  private final Filter filter;

  private TilingProcessor(
      Normalisation normalisation,
      int width,
      int height,
      int minTiles,
      int maxTiles,
      Filter filter) {
    super(normalisation);
    this.width = width;
    this.height = height;
    this.minTiles = minTiles;
    this.maxTiles = maxTiles;
    this.filter = filter;
  }

  static TilingProcessor of(JsonFile config) {
    return new TilingProcessor(
        Normalisation.of(config),
        side(config, "size", "width"),
        side(config, "size", "height"),
        config.integer("min_patches", 1),
        Math.min(MAX_TILES, config.integer("max_patches", 12)),
        filter(config, Filter.BICUBIC));
  }

  @Override
  public PixelValues process(RgbImage image) {
    int[] grid = maxTiles > 1 ? grid(image) : new int[] {1, 1};
    RgbImage stretched = PilResampler.resize(image, width * grid[0], height * grid[1], filter);
    List<RgbImage> tiles = new ArrayList<>();
    for (int r = 0; r < grid[1]; r++) {
      for (int c = 0; c < grid[0]; c++) {
        tiles.add(stretched.crop(c * width, r * height, width, height));
      }
    }
    if (tiles.size() > 1) {
      tiles.add(PilResampler.resize(image, width, height, filter));
    }
    return normalise(tiles, grid[1], grid[0], image);
  }

  /** The thumbnail, which is the only tile of a picture that is not cut. */
  @Override
  public PixelValues overview(RgbImage image) {
    return normalise(List.of(PilResampler.resize(image, width, height, filter)), 1, 1, image);
  }

  /**
   * Columns and rows. Among grids of equal ratio the larger one wins as long as the picture has
   * more than half of its pixels.
   */
  private int[] grid(RgbImage image) {
    double ratio = (double) image.width() / image.height();
    double area = (double) image.width() * image.height();
    double best = Double.POSITIVE_INFINITY;
    int[] grid = {1, 1};
    // In the order of tiles, then columns.
    for (int tiles = Math.max(1, minTiles); tiles <= maxTiles; tiles++) {
      for (int columns = 1; columns <= tiles; columns++) {
        if (tiles % columns != 0) {
          continue;
        }
        int rows = tiles / columns;
        double difference = Math.abs(ratio - (double) columns / rows);
        boolean enough = area > 0.5 * width * height * tiles;
        if (difference < best || (difference == best && enough)) {
          best = difference;
          grid = new int[] {columns, rows};
        }
      }
    }
    return grid;
  }

  @Override
  public boolean oneGrid() {
    return maxTiles == 1;
  }

  @Override
  public int[] nativeSize() {
    return new int[] {width, height};
  }
}
