package dev.facet.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.image.BlankImages;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads activations of an image and text encoder at named sites. */
public final class EncoderTap {

  /** Blank pictures before the processor scales them. */
  private static final int BLANK_SIDE = 224;

  private static final HookPoint IMAGE_EMBEDDING =
      new HookPoint(Tower.VISION, HookPoint.NO_LAYER, Site.PROJECTION);
  private static final HookPoint TEXT_EMBEDDING =
      new HookPoint(Tower.TEXT, HookPoint.NO_LAYER, Site.PROJECTION);

  private EncoderTap() {}

  /**
   * Runs the towers once for each site.
   *
   * @param model folder
   * @param images addresses; may be empty where only texts are read
   * @param texts may be empty where only images are read
   * @return by canonical site name, and {@code pixel_values} where there are images
   * @throws FacetException when the model lacks a site, or a site has nothing to read
   */
  public static Map<String, FloatTensor> run(
      Path model, List<String> images, List<String> texts, List<HookPoint> sites) {
    Map<String, FloatTensor> taken = new LinkedHashMap<>();
    try (NDManager manager = Torch.newManager();
        DualEncoder encoder = ModelFolder.openDual(model, manager);
        NdScope scope = new NdScope()) {
      List<RgbImage> pictures = images.stream().map(EncoderTap::picture).toList();
      NDArray pixels = pictures.isEmpty() ? null : encoder.pixels(pictures);
      if (pixels != null) {
        taken.put("pixel_values", tensor(pixels));
      }
      for (HookPoint site : sites) {
        if (site.tower() == Tower.VISION && pixels != null) {
          NDArray activation =
              site.equals(IMAGE_EMBEDDING)
                  ? encoder.imageEmbeddings(pixels)
                  : encoder.vision().activation(pixels, site);
          taken.put(site.name(), tensor(activation));
        } else if (site.tower() == Tower.TEXT && !texts.isEmpty()) {
          if (!site.equals(TEXT_EMBEDDING)) {
            throw FacetException.notFound(
                "Of the text tower only text.projection can be read, asked for was " + site);
          }
          taken.put(site.name(), tensor(encoder.textEmbeddings(texts)));
        } else {
          throw FacetException.badInput(
              "There is nothing to read at "
                  + site
                  + ": name "
                  + (site.tower() == Tower.TEXT ? "a text" : "an image, and a site of this model"));
        }
      }
    }
    return taken;
  }

  private static RgbImage picture(String address) {
    return BlankImages.isBlank(address)
        ? BlankImages.parse(address, BLANK_SIDE, BLANK_SIDE)
        : ImageReader.read(Path.of(address));
  }

  private static FloatTensor tensor(NDArray array) {
    return new FloatTensor(array.getShape().getShape(), array.toFloatArray());
  }
}
