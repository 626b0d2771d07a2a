package dev.facet.image;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.image.PilResampler.Filter;
import java.util.ArrayList;
import java.util.List;

/**
 * Idefics3 and SmolVLM: the picture is resized to a longest edge, then to multiples of the tile,
 * cut row by row, and followed by the whole picture as a last tile (Laurençon et al., "Building and
 * better understanding vision-language models"). Without splitting it is one square tile.
 */
final class SplittingProcessor extends ImageProcessor {

  /** The library's limit of any side. */
  private static final int MAX_SIDE = 4096;

  private final int longestEdge;
  private final int tile;
  private final boolean resizes;
  private final boolean splits;
  private final Filter filter;

  private SplittingProcessor(
      Normalisation normalisation,
      int longestEdge,
      int tile,
      boolean resizes,
      boolean splits,
      Filter filter) {
    super(normalisation);
    this.longestEdge = longestEdge;
    this.tile = tile;
    this.resizes = resizes;
    this.splits = splits;
    this.filter = filter;
  }

  static SplittingProcessor of(JsonFile config) {
    return new SplittingProcessor(
        Normalisation.of(config),
        side(config, "size", "longest_edge"),
        side(config, "max_image_size", "longest_edge"),
        config.bool("do_resize", true),
        config.bool("do_image_splitting", true),
        filter(config, Filter.LANCZOS));
  }

  @Override
  public PixelValues process(RgbImage image) {
    RgbImage first = resizes ? toLongestEdge(image) : image;
    if (!splits) {
      return normalise(List.of(PilResampler.resize(first, tile, tile, filter)), 1, 1, image);
    }
    RgbImage grid = toMultiples(first);
    int rows = grid.height() / tile;
    int columns = grid.width() / tile;
    if (rows == 1 && columns == 1) {
      return normalise(List.of(grid), 1, 1, image);
    }
    List<RgbImage> tiles = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        tiles.add(grid.crop(c * tile, r * tile, tile, tile));
      }
    }
    tiles.add(PilResampler.resize(grid, tile, tile, filter));
    return normalise(tiles, rows, columns, image);
  }

  /** The last tile. */
  @Override
  public PixelValues overview(RgbImage image) {
    if (!splits) {
      return process(image);
    }
    RgbImage grid = toMultiples(resizes ? toLongestEdge(image) : image);
    boolean alone = grid.width() == tile && grid.height() == tile;
    RgbImage whole = alone ? grid : PilResampler.resize(grid, tile, tile, filter);
    return normalise(List.of(whole), 1, 1, image);
  }

  private RgbImage toLongestEdge(RgbImage image) {
    int[] size = scaled(image.width(), image.height(), longestEdge);
    // The shorter side is made even, and only then held below the limit.
    if (image.width() >= image.height()) {
      size[1] += size[1] % 2;
    } else {
      size[0] += size[0] % 2;
    }
    if (Math.max(size[0], size[1]) > MAX_SIDE) {
      size = scaled(size[0], size[1], MAX_SIDE);
    }
    return PilResampler.resize(image, Math.max(1, size[0]), Math.max(1, size[1]), filter);
  }

  /** Width and height with the longer one at a length; the other is cut to a whole number. */
  private static int[] scaled(int width, int height, int longest) {
    double ratio = (double) width / height;
    return width >= height
        ? new int[] {longest, (int) (longest / ratio)}
        : new int[] {(int) (longest * ratio), longest};
  }

  private RgbImage toMultiples(RgbImage image) {
    double ratio = (double) image.width() / image.height();
    int width;
    int height;
    if (image.width() >= image.height()) {
      width = up(image.width());
      height = up((int) (width / ratio));
    } else {
      height = up(image.height());
      width = up((int) (height * ratio));
    }
    if (width < 1 || height < 1) {
      throw FacetException.badInput(
          "A picture of " + image.width() + " x " + image.height() + " is too narrow to be split");
    }
    return PilResampler.resize(image, width, height, filter);
  }

  private int up(int side) {
    return Math.ceilDiv(side, tile) * tile;
  }

  @Override
  public boolean oneGrid() {
    return !splits;
  }

  @Override
  public int[] nativeSize() {
    return new int[] {tile, tile};
  }
}
