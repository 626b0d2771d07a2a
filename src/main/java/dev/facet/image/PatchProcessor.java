package dev.facet.image;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.image.PilResampler.Filter;

/**
 * Qwen2-VL and Qwen2.5-VL: the picture keeps its own resolution within bounds, and becomes a list
 * of patches in the order of the 2 x 2 blocks that are merged later; every patch is repeated in
 * time.
 */
final class PatchProcessor extends ImageProcessor {

  private static final int MAX_RATIO = 200;

  private final Normalisation normalisation;
  private final int patch;
  private final int merge;
  private final int frames;
  private final int minPixels;
  private final int maxPixels;
  private final boolean resizes;
  private final Filter filter;

  private PatchProcessor(JsonFile config, Normalisation normalisation) {
    super(normalisation);
    this.normalisation = normalisation;
    patch = bounded(config, "patch_size", 14, 256);
    merge = bounded(config, "merge_size", 2, 16);
    frames = bounded(config, "temporal_patch_size", 2, 8);
    JsonFile size = config.child("size");
    minPixels = config.integer("min_pixels", size.integer("shortest_edge", 56 * 56));
    maxPixels =
        Math.min(
            config.integer("max_pixels", size.integer("longest_edge", 28 * 28 * 1280)),
            (int) ImageReader.MAX_PIXELS);
    resizes = config.bool("do_resize", true);
    filter = filter(config, Filter.BICUBIC);
  }

  static PatchProcessor of(JsonFile config) {
    return new PatchProcessor(config, Normalisation.of(config));
  }

  private static int bounded(JsonFile config, String key, int otherwise, int max) {
    int value = config.integer(key, otherwise);
    if (value < 1 || value > max) {
      throw FacetException.badInput(
          config.file() + ": '" + key + "' must be 1 to " + max + ", found " + value);
    }
    return value;
  }

  @Override
  public PixelValues process(RgbImage image) {
    return patches(resizes ? resize(image) : image, image);
  }

  /** The picture stretched to a square, so that all have one grid. */
  @Override
  public PixelValues overview(RgbImage image) {
    int[] size = nativeSize();
    return patches(PilResampler.resize(image, size[0], size[1], filter), image);
  }

  private PixelValues patches(RgbImage resized, RgbImage image) {
    int rows = resized.height() / patch;
    int columns = resized.width() / patch;
    int block = patch * merge;
    if (resized.height() % block != 0 || resized.width() % block != 0) {
      throw FacetException.badInput(
          "A picture of "
              + resized.width()
              + " x "
              + resized.height()
              + " does not divide into merged blocks of "
              + block);
    }
    int pixels = patch * patch;
    float[] data = new float[Math.multiplyExact(rows * columns, 3 * frames * pixels)];
    int o = 0;
    for (int first = 0; first < rows * columns; first += merge * merge) {
      int blocksAcross = columns / merge;
      int blockRow = first / (merge * merge) / blocksAcross;
      int blockColumn = first / (merge * merge) % blocksAcross;
      for (int in = 0; in < merge * merge; in++) {
        int top = (blockRow * merge + in / merge) * patch;
        int left = (blockColumn * merge + in % merge) * patch;
        for (int channel = 0; channel < 3; channel++) {
          int start = o;
          for (int i = 0; i < pixels; i++) {
            data[o++] =
                normalisation.value(
                    channel, resized.at(left + i % patch, top + i / patch, channel));
          }
          for (int f = 1; f < frames; f++, o += pixels) {
            System.arraycopy(data, start, data, o, pixels);
          }
        }
      }
    }
    return new PixelValues(
        rows * columns,
        3 * frames,
        patch,
        patch,
        data,
        rows,
        columns,
        image.height(),
        image.width());
  }

  /** Both sides become multiples of a merged block, and the area is brought within its bounds. */
  private RgbImage resize(RgbImage image) {
    double h = image.height();
    double w = image.width();
    if (Math.max(h, w) / Math.min(h, w) > MAX_RATIO) {
      throw FacetException.badInput(
          "A picture of "
              + image.width()
              + " x "
              + image.height()
              + " is too narrow: at most "
              + MAX_RATIO
              + " times as long as wide");
    }
    int factor = patch * merge;
    long height = (long) Math.rint(h / factor) * factor;
    long width = (long) Math.rint(w / factor) * factor;
    if (height * width > maxPixels) {
      double shrink = Math.sqrt(h * w / maxPixels);
      height = Math.max(factor, (long) Math.floor(h / shrink / factor) * factor);
      width = Math.max(factor, (long) Math.floor(w / shrink / factor) * factor);
    } else if (height * width < minPixels) {
      double grow = Math.sqrt(minPixels / (h * w));
      height = (long) Math.ceil(h * grow / factor) * factor;
      width = (long) Math.ceil(w * grow / factor) * factor;
    }
    return PilResampler.resize(image, Math.toIntExact(width), Math.toIntExact(height), filter);
  }

  @Override
  public boolean alwaysNative() {
    return false;
  }

  @Override
  public boolean oneGrid() {
    return false;
  }

  @Override
  public int[] nativeSize() {
    int factor = patch * merge;
    int side = Math.max(factor, (int) Math.sqrt(Math.min(maxPixels, 512 * 512)) / factor * factor);
    return new int[] {side, side};
  }
}
