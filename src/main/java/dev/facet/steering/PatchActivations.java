package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.HookPoint;
import dev.facet.core.MeanDifference;
import dev.facet.image.PixelValues;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Unedited activations of the tokens that stand for an image: R, their mean norm, and codes. */
final class PatchActivations {

  private final VisionLanguageModel model;
  private final ImageAddresses addresses;
  private final Map<HookPoint, Double> norms = new HashMap<>();

  PatchActivations(VisionLanguageModel model, ImageAddresses addresses) {
    this.model = model;
    this.addresses = addresses;
  }

  /** Activations of one image at a site [tokens, D]. Call inside an NdScope. */
  NDArray of(PixelValues image, HookPoint site) {
    return ImageTokens.read(model, image, site, MeanDifference.Tokens.PATCHES);
  }

  /** Sets R of a site, measured elsewhere. */
  void useNorm(HookPoint site, double norm) {
    norms.put(site, norm);
  }

  /** R of a site: the value set, else measured over the images at these addresses. */
  double norm(HookPoint site, List<String> images) {
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
   * @param image address
   * @param site of the vision tower where the SAE reads
   */
  PatchCodes codes(String image, HookPoint site, Sae sae) {
    try (NdScope scope = new NdScope()) {
      PixelValues pixels = model.pixels(addresses.read(image));
      NDArray codes = sae.encode(of(pixels, site));
      return new PatchCodes(
          model.vision(List.of(pixels)).grid(), sae.info().latents(), codes.toFloatArray());
    }
  }
}
