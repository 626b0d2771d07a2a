package dev.facet.steering;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.model.ImageEncoder;
import dev.facet.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.List;

/** The places where a model can be edited. */
@FunctionalInterface
interface SteerableSites {

  /**
   * Width D of the activation at a site.
   *
   * @throws FacetException when the model lacks it or nothing follows it
   */
  int width(HookPoint site);

  static SteerableSites of(VisionLanguageModel model) {
    return site -> {
      refuseEnds(site);
      return switch (site.tower()) {
        case VISION -> {
          model.vision().require(site);
          yield model.vision().width();
        }
        case PROJECTOR -> model.language().width();
        case LANGUAGE -> {
          model.language().require(site);
          yield model.language().width();
        }
        case TEXT ->
            throw FacetException.notFound(
                "A vision-language model has no text tower: " + site + " cannot be steered");
      };
    };
  }

  static SteerableSites of(ImageEncoder model) {
    return site -> {
      refuseEnds(site);
      model.vision().require(site);
      return model.vision().width();
    };
  }

  /** Every place where a model can be edited, from the image to the answer. */
  static List<HookPoint> all(VisionLanguageModel model) {
    List<HookPoint> sites = new ArrayList<>();
    vision(model.vision().layers(), sites);
    sites.add(HookPoint.projectorOut());
    sites.add(new HookPoint(Tower.LANGUAGE, HookPoint.NO_LAYER, Site.EMBEDDINGS));
    layers(Tower.LANGUAGE, model.language().layers(), sites);
    return List.copyOf(sites);
  }

  /** Every place where an encoder can be edited. */
  static List<HookPoint> all(ImageEncoder model) {
    List<HookPoint> sites = new ArrayList<>();
    vision(model.vision().layers(), sites);
    return List.copyOf(sites);
  }

  private static void vision(int layers, List<HookPoint> sites) {
    sites.add(new HookPoint(Tower.VISION, HookPoint.NO_LAYER, Site.EMBEDDINGS));
    layers(Tower.VISION, layers, sites);
  }

  private static void layers(Tower tower, int layers, List<HookPoint> sites) {
    for (int layer = 0; layer < layers; layer++) {
      for (Site site : List.of(Site.IN, Site.MLP_IN, Site.MLP_OUT, Site.OUT)) {
        sites.add(new HookPoint(tower, layer, site));
      }
    }
  }

  private static void refuseEnds(HookPoint site) {
    if (site.site() == Site.POST_NORM || site.site() == Site.POOLED) {
      throw FacetException.badInput(
          "An edit at " + site + " would change no layer; it can be read there, not steered");
    }
  }
}
