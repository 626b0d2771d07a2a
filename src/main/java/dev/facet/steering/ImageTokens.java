package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.MeanDifference.Tokens;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.model.ImageEncoder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import java.util.List;

/**
 * Unedited activations of the tokens that stand for an image, at any site: patches (or CLS) in a
 * vision tower, image features after the projector, image tokens in a language model, where nothing
 * is asked beyond what the chat template adds. Call inside an NdScope.
 */
@FunctionalInterface
interface ImageTokens {

  /**
   * @return [tokens of the image, D]; of all tiles one after another
   * @throws FacetException when the model lacks the site, or there is no CLS token at it
   */
  NDArray of(RgbImage image, HookPoint site, Tokens tokens);

  static ImageTokens of(ImageEncoder model) {
    return (image, site, tokens) ->
        vision(model.vision(), model.pixels(List.of(image)), site, tokens);
  }

  static ImageTokens of(VisionLanguageModel model) {
    return (image, site, tokens) -> read(model, model.pixels(image), site, tokens);
  }

  /** The same from the processor's pixels. */
  static NDArray read(VisionLanguageModel model, PixelValues image, HookPoint site, Tokens tokens) {
    List<PixelValues> pixels = List.of(image);
    if (site.tower() == Tower.VISION) {
      return vision(model.vision(pixels), model.pixelArray(pixels), site, tokens);
    }
    if (tokens == Tokens.CLS) {
      throw noCls(site);
    }
    Question question = new Question("", "", pixels, model.prompt("", pixels));
    boolean asks = site.tower() == Tower.LANGUAGE;
    FloatTensor all =
        new TapRun(model, question, Edits.NONE).run(List.of(site), asks).get(site.name());
    NDArray sequence = model.manager().create(all.data(), new Shape(all.shape())).get(0);
    return asks
        ? sequence.get(model.manager().create(question.prompt().imagePositions()))
        : sequence;
  }

  private static NDArray vision(VisionTower vision, NDArray pixels, HookPoint site, Tokens tokens) {
    NDArray x = vision.activation(pixels, site);
    if (x.getShape().dimension() == 2) {
      return x; // pooled: one vector an image
    }
    if (tokens == Tokens.CLS) {
      if (!vision.hasCls()) {
        throw noCls(site);
      }
      return x.get(new NDIndex(":, 0"));
    }
    int sequences = (int) x.getShape().get(0);
    if (sequences == 1) { // patches need not stand in raster order
      return x.get(0).get(x.getManager().create(vision.patchPlaces(1)[0]));
    }
    long width = x.getShape().get(2);
    return x.get(new NDIndex(":, {}:", vision.prefixTokens())).reshape(-1, width);
  }

  private static FacetException noCls(HookPoint site) {
    return FacetException.badInput("There is no CLS token at " + site + "; choose the patches");
  }
}
