package dev.facet.worker;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.image.BlankImages;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ImageEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.steering.EncoderTap;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads activations of an image and text encoder at named sites. */
public final class EncoderActivations {

  /** Blank pictures before the processor scales them. */
  private static final int BLANK_SIDE = 224;

  private EncoderActivations() {}

  /**
   * Runs the towers once for each site.
   *
   * @param model folder
   * @param images addresses; may be empty where only texts are read
   * @param texts may be empty where only images are read
   * @param interventions edits of the vision tower
   * @param arithmetic wanted
   * @param used told what it came to
   * @return by canonical site name, and {@code pixel_values} where there are images; for CLIPSeg
   *     also {@code mask_logits} [images, texts, H, W] where there are both
   * @throws FacetException when the model lacks a site, or a site has nothing to read
   */
  public static Map<String, FloatTensor> run(
      Path model,
      List<String> images,
      List<String> texts,
      List<HookPoint> sites,
      List<Intervention> interventions,
      Arithmetic arithmetic,
      Consumer<Arithmetic.Choice> used) {
    try (NDManager manager = Torch.newManager();
        ImageEncoder encoder = ModelFolder.openEncoder(model, manager, arithmetic)) {
      used.accept(encoder.arithmetic());
      if (!texts.isEmpty() && !(encoder instanceof DualEncoder)) {
        throw FacetException.badInput(model + " has no text tower: no text can be read");
      }
      for (HookPoint site : sites) {
        if (site.tower() != Tower.VISION && site.tower() != Tower.TEXT) {
          throw FacetException.notFound(
              model + " has no language model and no projector: there is no " + site);
        }
        if (site.tower() == Tower.VISION ? images.isEmpty() : texts.isEmpty()) {
          throw FacetException.badInput(
              "There is nothing to read at "
                  + site
                  + ": name "
                  + (site.tower() == Tower.VISION ? "an image" : "a text"));
        }
      }
      List<RgbImage> pictures = images.stream().map(EncoderActivations::picture).toList();
      return EncoderTap.run(manager, encoder, pictures, texts, sites, interventions);
    }
  }

  private static RgbImage picture(String address) {
    return BlankImages.isBlank(address)
        ? BlankImages.parse(address, BLANK_SIDE, BLANK_SIDE)
        : ImageReader.read(Path.of(address));
  }
}
