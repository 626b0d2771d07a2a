package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.HookPoint;
import dev.facet.core.MeanDifference;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.model.VisionModel;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Unedited activations of the tokens that stand for an image: R, their mean norm, and codes. What a
 * vision tower tells without a language model. Confined to the thread that opened the model.
 */
public final class PatchActivations {

  private final VisionModel model;
  private final ImageTokens tokens;
  private final ImageAddresses addresses;
  private final Map<HookPoint, Double> norms = new HashMap<>();

  PatchActivations(VisionModel model, ImageTokens tokens, ImageAddresses addresses) {
    this.model = model;
    this.tokens = tokens;
    this.addresses = addresses;
  }

  /**
   * At the sites of a vision tower.
   *
   * @param corpus image by id of the open study: {@code corpus:ID}
   */
  public static PatchActivations ofTower(VisionModel model, Function<String, RgbImage> corpus) {
    return new PatchActivations(
        model, ImageTokens.ofTower(model), new ImageAddresses(corpus, model.nativeSize()));
  }

  /** The picture behind an address. */
  public RgbImage image(String address) {
    return addresses.read(address);
  }

  /** Activations of one image at a site [tokens, D]. Call inside an NdScope. */
  NDArray of(PixelValues image, HookPoint site) {
    return tokens.of(image, site, MeanDifference.Tokens.PATCHES);
  }

  /** Sets R of a site, measured elsewhere. */
  public void useNorm(HookPoint site, double norm) {
    norms.put(site, norm);
  }

  /** R of a site: the value set, else measured over the images at these addresses. */
  public double norm(HookPoint site, List<String> images) {
    Double known = norms.get(site);
    if (known != null) {
      return known;
    }
    double sum = 0;
    long count = 0;
    for (String image : images) {
      try (NdScope scope = new NdScope()) {
        NDArray patches = of(model.pixels(addresses.read(image)), site);
        NDArray norm = patches.square().sum(new int[] {-1}).sqrt();
        sum += norm.sum().toFloatArray()[0];
        count += norm.size();
      }
    }
    return sum / count;
  }

  /**
   * Codes of an image's patches, the whole image as an index reads it: one grid, whatever tiles or
   * size of its own a question would give it.
   *
   * @param image address
   * @param site of the vision tower where the SAE reads
   */
  public PatchCodes codes(String image, HookPoint site, Sae sae) {
    try (NdScope scope = new NdScope()) {
      PixelValues pixels = model.processor().overview(addresses.read(image));
      NDArray codes = sae.encode(of(pixels, site));
      return new PatchCodes(
          model.vision(List.of(pixels)).grid(), sae.info().latents(), codes.toFloatArray());
    }
  }
}
