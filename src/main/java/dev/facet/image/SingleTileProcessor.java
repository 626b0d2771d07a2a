package dev.facet.image;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.core.PatchFrame;
import dev.facet.image.PilResampler.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resize, centre crop, normalise: CLIP, LLaVA-1.5, DINOv2 (shortest edge, then crop) and SigLIP,
 * Gemma 3, PaliGemma, CLIPSeg, BLIP (exact size).
 */
final class SingleTileProcessor extends ImageProcessor {

  /** The size after resizing. */
  private sealed interface Target {
    int[] size(int width, int height);
  }

  private record Exact(int width, int height) implements Target {
    @Override
    public int[] size(int w, int h) {
      return new int[] {width, height};
    }
  }

  /** The shorter side gets the length; the longer one keeps the ratio, cut to a whole number. */
  private record ShortestEdge(int length) implements Target {
    @Override
    public int[] size(int w, int h) {
      long wide = (long) ((double) length * w / h);
      long high = (long) ((double) length * h / w);
      if (Math.max(wide, high) * length > ImageReader.MAX_PIXELS) {
        throw FacetException.badInput(
            "A picture of "
                + w
                + " x "
                + h
                + " is too narrow: with a shorter side of "
                + length
                + " it would have more than "
                + ImageReader.MAX_PIXELS
                + " pixels");
      }
      return w <= h ? new int[] {length, (int) high} : new int[] {(int) wide, length};
    }
  }

  private final @Nullable Target target;
  private final Filter filter;
  private final @Nullable Exact crop;
  private final int @Nullable [] padding;

  private SingleTileProcessor(
      Normalisation normalisation,
      @Nullable Target target,
      Filter filter,
      @Nullable Exact crop,
      int @Nullable [] padding) {
    super(normalisation);
    this.padding = padding;
    this.target = target;
    this.filter = filter;
    this.crop = crop;
  }

  /** LLaVA's may first pad the picture to a square with its mean colour ({@code do_pad}). */
  static SingleTileProcessor padding(JsonFile config, Filter defaultFilter) {
    return of(config, defaultFilter, config.bool("do_pad", false));
  }

  static SingleTileProcessor of(JsonFile config, Filter defaultFilter) {
    return of(config, defaultFilter, false);
  }

  private static SingleTileProcessor of(JsonFile config, Filter defaultFilter, boolean pads) {
    if (!pads && config.bool("do_pad", false) && config.has("pad_size")) {
      throw FacetException.badInput(
          config.file() + ": 'do_pad' with 'pad_size' is not supported; set it to false");
    }
    Exact crop =
        config.bool("do_center_crop", false)
            ? new Exact(side(config, "crop_size", "width"), side(config, "crop_size", "height"))
            : null;
    Target target = null;
    if (config.bool("do_resize", true)) {
      JsonFile size = config.find("size");
      if (size != null && size.has("shortest_edge") && size.has("longest_edge")) {
        throw FacetException.badInput(
            config.file()
                + ": 'size' has a shortest_edge and a longest_edge; expected one of them");
      }
      boolean shortest = size == null ? crop != null : size.has("shortest_edge");
      target =
          shortest
              ? new ShortestEdge(side(config, "size", "shortest_edge"))
              : new Exact(side(config, "size", "width"), side(config, "size", "height"));
    }
    return new SingleTileProcessor(
        Normalisation.of(config),
        target,
        filter(config, defaultFilter),
        crop,
        pads ? Normalisation.meanColour(config) : null);
  }

  @Override
  public PixelValues process(RgbImage image) {
    RgbImage out = padding == null ? image : squared(image, padding);
    if (target != null) {
      int[] size = target.size(out.width(), out.height());
      out = PilResampler.resize(out, size[0], size[1], filter);
    }
    if (crop != null) {
      out =
          out.crop(
              Math.floorDiv(out.width() - crop.width, 2),
              Math.floorDiv(out.height() - crop.height, 2),
              crop.width,
              crop.height);
    }
    return normalise(List.of(out), 1, 1, image);
  }

  @Override
  public PatchFrame frame() {
    int[] size = nativeSize();
    PatchFrame.Base base = padding == null ? PatchFrame.Base.PICTURE : PatchFrame.Base.LONGER_SIDE;
    double width = 1;
    double height = 1;
    if (crop != null && target instanceof Exact exact) {
      width = (double) crop.width / exact.width;
      height = (double) crop.height / exact.height;
    } else if (crop != null && target instanceof ShortestEdge shortest) {
      base = padding == null ? PatchFrame.Base.SHORTER_SIDE : base;
      width = (double) crop.width / shortest.length;
      height = (double) crop.height / shortest.length;
    }
    return new PatchFrame(base, width, height, size[0], size[1]);
  }

  private static RgbImage squared(RgbImage image, int[] colour) {
    int side = Math.max(image.width(), image.height());
    RgbImage square = RgbImage.filled(side, side, colour[0], colour[1], colour[2]);
    int left = (side - image.width()) / 2;
    int top = (side - image.height()) / 2;
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(
          image.rgb(),
          3 * y * image.width(),
          square.rgb(),
          3 * ((top + y) * side + left),
          3 * image.width());
    }
    return square;
  }

  @Override
  public boolean alwaysNative() {
    return crop != null || target instanceof Exact;
  }

  @Override
  public int[] nativeSize() {
    if (crop != null) {
      return new int[] {crop.width, crop.height};
    }
    return switch (target) {
      case Exact e -> new int[] {e.width, e.height};
      case ShortestEdge s -> new int[] {s.length, s.length};
      case null -> new int[] {224, 224};
    };
  }
}
