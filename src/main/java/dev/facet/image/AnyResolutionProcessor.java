package dev.facet.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.image.PilResampler.Filter;
import java.util.ArrayList;
import java.util.List;

/**
 * LLaVA-NeXT: the whole picture as a first tile, then the tiles, row by row, of the grid that fits
 * its shape best; the picture keeps its ratio in the grid and is padded with black (Liu et al.,
 * "LLaVA-NeXT: improved reasoning, OCR, and world knowledge").
 */
final class AnyResolutionProcessor extends ImageProcessor {

  /** A canvas that may be chosen. */
  private record Canvas(int height, int width) {}

  private final int base;
  private final int tile;
  private final Filter filter;
  private final List<Canvas> canvases;

  private AnyResolutionProcessor(
      Normalisation normalisation, int base, int tile, Filter filter, List<Canvas> canvases) {
    super(normalisation);
    this.base = base;
    this.tile = tile;
    this.filter = filter;
    this.canvases = canvases;
  }

  static AnyResolutionProcessor of(JsonFile config) {
    JsonFile size = config.child("size");
    int base = side(config, "size", size.has("shortest_edge") ? "shortest_edge" : "height");
    int tile = config.has("crop_size") ? side(config, "crop_size", "height") : base;
    if (base != tile) {
      throw FacetException.badInput(
          config.file() + " has size " + base + " and crop_size " + tile + ", expected the same");
    }
    return new AnyResolutionProcessor(
        Normalisation.of(config),
        base,
        tile,
        filter(config, Filter.BICUBIC),
        canvases(config, tile));
  }

  private static List<Canvas> canvases(JsonFile config, int tile) {
    List<Canvas> out = new ArrayList<>();
    if (config.root().get("image_grid_pinpoints") instanceof JsonArray pairs) {
      for (JsonElement pair : pairs) {
        Canvas c = canvas(pair);
        if (c.height % tile != 0
            || c.width % tile != 0
            || c.height < 1
            || c.width < 1
            || (long) c.height * c.width > ImageReader.MAX_PIXELS) {
          throw FacetException.badInput(
              config.file()
                  + " has the pinpoint "
                  + pair
                  + ", expected a height and a width, multiples of "
                  + tile);
        }
        out.add(c);
      }
    }
    if (out.isEmpty()) {
      throw FacetException.badInput(config.file() + " has no image_grid_pinpoints");
    }
    return out;
  }

  /** A pair of whole numbers; anything else is a canvas without a size. */
  private static Canvas canvas(JsonElement pair) {
    if (pair instanceof JsonArray two
        && two.size() == 2
        && two.get(0) instanceof JsonPrimitive height
        && two.get(1) instanceof JsonPrimitive width
        && height.isNumber()
        && width.isNumber()) {
      double h = height.getAsDouble();
      double w = width.getAsDouble();
      return h == (int) h && w == (int) w ? new Canvas((int) h, (int) w) : new Canvas(0, 0);
    }
    return new Canvas(0, 0);
  }

  @Override
  public PixelValues process(RgbImage image) {
    Canvas canvas = best(image);
    List<RgbImage> tiles = new ArrayList<>();
    tiles.add(whole(image));
    RgbImage filled = fit(image, canvas);
    for (int y = 0; y < canvas.height; y += tile) {
      for (int x = 0; x < canvas.width; x += tile) {
        tiles.add(filled.crop(x, y, tile, tile));
      }
    }
    return normalise(tiles, canvas.height / tile, canvas.width / tile, image);
  }

  /** The first tile. */
  @Override
  public PixelValues overview(RgbImage image) {
    return normalise(List.of(whole(image)), 1, 1, image);
  }

  private RgbImage whole(RgbImage image) {
    return PilResampler.resize(image, base, base, filter);
  }

  /** The canvas that keeps most pixels and, among equals, wastes least. */
  private Canvas best(RgbImage image) {
    Canvas best = canvases.getFirst();
    long mostKept = 0;
    long leastWasted = Long.MAX_VALUE;
    for (Canvas c : canvases) {
      double scale = Math.min((double) c.width / image.width(), (double) c.height / image.height());
      long shrunk = (long) (int) (image.width() * scale) * (int) (image.height() * scale);
      long kept = Math.min(shrunk, (long) image.width() * image.height());
      long wasted = (long) c.width * c.height - kept;
      if (kept > mostKept || (kept == mostKept && wasted < leastWasted)) {
        mostKept = kept;
        leastWasted = wasted;
        best = c;
      }
    }
    return best;
  }

  private RgbImage fit(RgbImage image, Canvas canvas) {
    double across = (double) canvas.width / image.width();
    double down = (double) canvas.height / image.height();
    int width = canvas.width;
    int height = canvas.height;
    if (across < down) {
      height = Math.min((int) Math.ceil(image.height() * across), canvas.height);
    } else {
      width = Math.min((int) Math.ceil(image.width() * down), canvas.width);
    }
    return PilResampler.resize(image, width, height, filter)
        .crop(
            -((canvas.width - width) / 2),
            -((canvas.height - height) / 2),
            canvas.width,
            canvas.height);
  }

  @Override
  public boolean oneGrid() {
    return false;
  }

  @Override
  public int[] nativeSize() {
    return new int[] {base, base};
  }
}
