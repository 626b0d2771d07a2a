package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.image.RgbImage;
import dev.facet.model.ClipSegModel;
import dev.facet.model.DualEncoder;
import dev.facet.model.Hooks;
import dev.facet.model.ImageEncoder;
import dev.facet.model.VisionTower;
import dev.facet.tensor.NdScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Activations of an image and text encoder, read at named sites. */
public final class EncoderTap {

  private EncoderTap() {}

  /**
   * One pass over images and texts.
   *
   * @param manager that SAEs of the interventions are opened with
   * @param images may be empty
   * @param texts may be empty
   * @param sites {@code vision.…} are read on the images, {@code text.…} on the texts
   * @param interventions edits of the vision tower, empty for none
   * @return by canonical site [images or texts, T, D], pooled and projected ones [.., D]; also
   *     {@code pixel_values} where there are images
   * @throws dev.facet.core.FacetException when the encoder lacks a site
   */
  public static Map<String, FloatTensor> run(
      NDManager manager,
      ImageEncoder model,
      List<RgbImage> images,
      List<String> texts,
      List<HookPoint> sites,
      List<Intervention> interventions) {
    Map<String, FloatTensor> out = new LinkedHashMap<>();
    try (NdScope scope = new NdScope();
        Directions directions = new Directions(manager, null, means(model))) {
      if (!images.isEmpty()) {
        Edits edits = Edits.of(List.of(interventions), directions, SteerableSites.of(model));
        vision(model, images, sites, edits, out);
      }
      for (HookPoint site : sites) {
        if (site.tower() != Tower.VISION && !texts.isEmpty()) {
          put(out, site.name(), dual(model, site).textActivation(texts, site));
        }
      }
      if (model instanceof ClipSegModel segments && !images.isEmpty() && !texts.isEmpty()) {
        put(out, "mask_logits", segments.masks(segments.pixels(images), texts));
      }
    }
    return out;
  }

  private static ImageMeans means(ImageEncoder model) {
    ImageAddresses addresses =
        new ImageAddresses(
            id -> {
              throw FacetException.notFound("corpus:" + id + " needs an open study");
            },
            new int[] {model.vision().imageSize(), model.vision().imageSize()});
    return new ImageMeans(
        model.towerFingerprint(),
        model,
        ImageTokens.ofTower(model),
        addresses,
        new VectorStore(null));
  }

  private static void vision(
      ImageEncoder model,
      List<RgbImage> images,
      List<HookPoint> sites,
      Edits edits,
      Map<String, FloatTensor> out) {
    NDArray pixels = model.pixels(images);
    put(out, "pixel_values", pixels);
    VisionTower vision = model.vision();
    Placement place = Placement.vision(vision, images.size());
    Hooks hooks = edits.hooks(Tower.VISION, place);
    for (HookPoint site : sites) {
      if (site.tower() == Tower.VISION && site.site() != Site.PROJECTION) {
        vision.require(site);
        hooks = hooks.tap(site, x -> put(out, site.name(), x));
      }
    }
    NDArray start = hooks.residual(Tower.VISION, 0, vision.embed(pixels));
    NDArray last = vision.run(start, 0, vision.layers(), hooks);
    for (HookPoint site : sites) {
      if (site.tower() == Tower.VISION) {
        switch (site.site()) {
          case POST_NORM -> put(out, site.name(), vision.postNorm(last));
          case POOLED -> put(out, site.name(), vision.pooled(last));
          case PROJECTION -> put(out, site.name(), dual(model, site).project(last));
          default -> {}
        }
      }
    }
  }

  private static DualEncoder dual(ImageEncoder model, HookPoint site) {
    if (model instanceof DualEncoder encoder) {
      return encoder;
    }
    throw FacetException.notFound(
        model.info().name() + " has neither texts nor a projection: there is no " + site);
  }

  private static void put(Map<String, FloatTensor> out, String name, NDArray x) {
    out.put(name, new FloatTensor(x.getShape().getShape(), x.toFloatArray()));
  }
}
