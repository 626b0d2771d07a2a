package dev.facet.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.core.PatchFrame;
import dev.facet.image.PilResampler.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From a picture to the pixel values of one model, as the model's own Hugging Face image processor
 * (the Pillow back end) makes them. Immutable: threads may share it.
 */
public abstract sealed class ImageProcessor
    permits SingleTileProcessor,
        AnyResolutionProcessor,
        SplittingProcessor,
        TilingProcessor,
        PatchProcessor {

  private static final List<String> DESCRIBED =
      List.of(
          "do_resize",
          "size",
          "do_center_crop",
          "crop_size",
          "do_pad",
          "do_rescale",
          "rescale_factor",
          "do_normalize",
          "image_mean",
          "image_std",
          "image_grid_pinpoints",
          "max_image_size",
          "do_image_splitting",
          "min_patches",
          "max_patches",
          "patch_size",
          "merge_size",
          "min_pixels",
          "max_pixels");

  private final Normalisation normalisation;

  ImageProcessor(Normalisation normalisation) {
    this.normalisation = normalisation;
  }

  /**
   * The processor that a model folder names in {@code processor_config.json} or {@code
   * preprocessor_config.json}.
   *
   * @throws FacetException when there is none, or it is of an unknown kind
   */
  public static ImageProcessor fromFolder(Path folder) {
    return fromConfig(config(folder));
  }

  private static JsonFile config(Path folder) {
    Path nested = folder.resolve("processor_config.json");
    if (Files.exists(nested)) {
      JsonFile config = JsonFile.read(nested).find("image_processor");
      if (config != null) {
        return ProcessorDefaults.complete(config, type(config));
      }
    }
    Path plain = folder.resolve("preprocessor_config.json");
    if (!Files.exists(plain)) {
      throw FacetException.notFound(
          folder
              + " has no preprocessor_config.json and no image processor in processor_config.json");
    }
    JsonFile config = JsonFile.read(plain);
    return ProcessorDefaults.complete(config, type(config));
  }

  /**
   * What the folder's processor does, in the words of its file: its type, sizes, filter, crop, mean
   * and standard deviation.
   *
   * @throws FacetException as {@link #fromFolder}
   */
  public static Map<String, Object> describe(Path folder) {
    JsonFile config = config(folder);
    int[] size = fromConfig(config).nativeSize();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("type", type(config));
    facts.put("native_size", List.of(size[0], size[1]));
    if (config.has("resample")) {
      String filter = filter(config, Filter.BICUBIC).name();
      facts.put("resample", filter.toLowerCase(Locale.ROOT));
    }
    for (String key : DESCRIBED) {
      if (config.has(key)) {
        facts.put(key, plain(config.root().get(key)));
      }
    }
    return facts;
  }

  private static Object plain(JsonElement e) {
    if (e instanceof JsonObject object) {
      Map<String, Object> map = new LinkedHashMap<>();
      object.entrySet().forEach(x -> map.put(x.getKey(), plain(x.getValue())));
      return map;
    }
    if (e instanceof JsonArray array) {
      return array.asList().stream().map(ImageProcessor::plain).toList();
    }
    return e instanceof JsonPrimitive p && p.isBoolean()
        ? p.getAsBoolean()
        : e instanceof JsonPrimitive p && p.isNumber() ? p.getAsNumber() : String.valueOf(e);
  }

  private static String type(JsonFile config) {
    return config
        .string(
            "image_processor_type", config.string("feature_extractor_type", "CLIPImageProcessor"))
        .replaceFirst("(Fast|Pil)$", "")
        .replace("FeatureExtractor", "ImageProcessor");
  }

  private static ImageProcessor fromConfig(JsonFile config) {
    String type = type(config);
    return switch (type) {
      case "LlavaImageProcessor" -> SingleTileProcessor.padding(config, Filter.BICUBIC);
      case "CLIPImageProcessor", "BitImageProcessor" ->
          SingleTileProcessor.of(config, Filter.BICUBIC);
      case "SiglipImageProcessor", "BlipImageProcessor" ->
          SingleTileProcessor.of(config, Filter.BICUBIC);
      // transformers' Gemma3Processor turns do_pan_and_scan off, whatever the file says.
      case "ViTImageProcessor", "Gemma3ImageProcessor" ->
          SingleTileProcessor.of(config, Filter.BILINEAR);
      case "LlavaNextImageProcessor" -> AnyResolutionProcessor.of(config);
      case "Idefics3ImageProcessor", "SmolVLMImageProcessor" -> SplittingProcessor.of(config);
      case "GotOcr2ImageProcessor" -> TilingProcessor.of(config);
      case "Qwen2VLImageProcessor" -> PatchProcessor.of(config);
      default ->
          throw FacetException.badInput(
              config.file() + " names the image processor " + type + ", which Facet does not know");
    };
  }

  /**
   * The pixel values of one picture.
   *
   * @throws FacetException when the picture cannot be processed, such as one that is 300 times as
   *     wide as it is high
   */
  public abstract PixelValues process(RgbImage image);

  /**
   * The pixel values of the whole picture as one grid of patches that is the same for all pictures:
   * what an index reads. A processor that cuts pictures into tiles gives the tile that shows all of
   * it; one that keeps a picture's own size stretches it to {@link #nativeSize}.
   *
   * @throws FacetException as {@link #process}
   */
  public PixelValues overview(RgbImage image) {
    return process(image);
  }

  /** Whether {@link #process} gives every picture the one grid of {@link #overview}. */
  public boolean oneGrid() {
    return true;
  }

  /** Which part of a picture {@link #overview} shows. */
  public PatchFrame frame() {
    int[] size = nativeSize();
    return PatchFrame.whole(size[0], size[1]);
  }

  /** The width and height that a blank picture should have: the processor's own size. */
  public abstract int[] nativeSize();

  /** Whether every picture, or each of its tiles, comes out in {@link #nativeSize}. */
  public boolean alwaysNative() {
    return true;
  }

  /** Normalises tiles of one size, {@code [T, 3, H, W]}. */
  PixelValues normalise(List<RgbImage> tiles, int rows, int columns, RgbImage original) {
    int height = tiles.getFirst().height();
    int width = tiles.getFirst().width();
    int size = 3 * height * width;
    float[] data = new float[Math.multiplyExact(size, tiles.size())];
    for (int t = 0; t < tiles.size(); t++) {
      normalisation.write(tiles.get(t), data, t * size);
    }
    return new PixelValues(
        tiles.size(), 3, height, width, data, rows, columns, original.height(), original.width());
  }

  static Filter filter(JsonFile config, Filter otherwise) {
    if (!config.has("resample")) {
      return otherwise;
    }
    int code = config.integer("resample", 0);
    if (code < 0 || code > 5) {
      throw FacetException.badInput(
          config.file() + ": 'resample' must be 0 (nearest) to 5 (Hamming), found " + code);
    }
    return Filter.ofCode(code);
  }

  /**
   * A side length, checked: no tower looks at more than 8,192 pixels.
   *
   * @param field of the object under the key; a plain number under the key counts too
   */
  static int side(JsonFile config, String key, String field) {
    JsonElement e = config.root().get(key);
    JsonFile object = config.find(key);
    int side =
        object != null
            ? object.integer(field, 0)
            : e != null && e.isJsonPrimitive() ? config.integer(key, 0) : 0;
    if (side < 1 || side > 8192) {
      throw FacetException.badInput(
          config.file() + ": '" + key + "." + field + "' must be 1 to 8192, found " + side);
    }
    return side;
  }
}
