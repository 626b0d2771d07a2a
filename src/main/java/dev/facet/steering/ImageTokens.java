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
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionModel;
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
   * @param image its pixels, as the model's processor makes them
   * @return [tokens of the image, D]; of all tiles one after another
   * @throws FacetException when the model lacks the site, or there is no CLS token at it
   */
  NDArray of(PixelValues image, HookPoint site, Tokens tokens);

  /** At the sites of the vision tower alone. */
  static ImageTokens ofTower(VisionModel model) {
    return (image, site, tokens) -> vision(model, image, site, tokens);
  }

  static ImageTokens of(VisionLanguageModel model) {
    return (image, site, tokens) -> read(model, image, site, tokens);
  }

  private static NDArray read(
      VisionLanguageModel model, PixelValues image, HookPoint site, Tokens tokens) {
    if (site.tower() == Tower.VISION) {
      return vision(model, image, site, tokens);
    }
    if (tokens == Tokens.CLS) {
      throw noCls(site);
    }
    List<PixelValues> pixels = List.of(image);
    Question question = new Question("", "", pixels, model.prompt("", pixels));
    boolean asks = site.tower() == Tower.LANGUAGE;
    FloatTensor all =
        new TapRun(model, question, Edits.NONE).run(List.of(site), asks).get(site.name());
    NDArray sequence = model.manager().create(all.data(), new Shape(all.shape())).get(0);
    return asks
        ? sequence.get(model.manager().create(question.prompt().imagePositions()))
        : sequence;
  }

  private static NDArray vision(
      VisionModel model, PixelValues image, HookPoint site, Tokens tokens) {
    VisionTower vision = model.vision(List.of(image));
    NDArray x = vision.activation(model.pixelArray(List.of(image)), site);
    if (x.getShape().dimension() == 2) {
      return x; // pooled: one vector an image
    }
    if (tokens == Tokens.CLS) {
      if (!vision.hasCls()) {
        throw noCls(site);
      }
      return x.get(new NDIndex(":, 0"));
    }
    return vision.patches(x);
  }

  private static FacetException noCls(HookPoint site) {
    return FacetException.badInput("There is no CLS token at " + site + "; choose the patches");
  }
}
