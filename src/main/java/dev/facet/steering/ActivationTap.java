package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.LanguageModel;
import dev.facet.model.Merge;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.TensorList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the activations of one run of a captioning model at named sites, edits applied. */
final class ActivationTap {
  private final VisionLanguageModel model;
  private final VisionTower vision;
  private final List<HookPoint> sites;
  private final Map<String, FloatTensor> taken = new LinkedHashMap<>();

  /**
   * @throws FacetException when the model lacks one of the sites
   */
  ActivationTap(VisionLanguageModel model, List<HookPoint> sites) {
    this.model = model;
    this.vision = model.vision();
    this.sites = List.copyOf(sites);
    for (HookPoint site : sites) {
      switch (site.tower()) {
        case VISION -> vision.require(site);
        case LANGUAGE -> model.language().require(site);
        case PROJECTOR -> {}
        case TEXT ->
            throw FacetException.notFound(
                model.info().name() + " has no text tower: there is no " + site);
      }
    }
  }

  /**
   * Runs the model once.
   *
   * @param question the images, and the prompt where {@code prompted}
   * @param places where the tokens of each tower lie
   * @param prompted false stops at the projector: nothing is asked
   * @return by canonical site, {@code pixel_values}, and with a prompt {@code input_ids} and {@code
   *     logits} of its last position
   */
  Map<String, FloatTensor> run(Question question, Edits edits, Pipeline places, boolean prompted) {
    if (!prompted && sites.stream().anyMatch(s -> s.tower() == Tower.LANGUAGE)) {
      throw FacetException.badInput(
          "Sites of the language model are reached with a prompt only; name one");
    }
    try (NdScope scope = new NdScope()) {
      NDArray pixels = model.pixelArray(question.images());
      take("pixel_values", pixels);
      NDArray hidden = vision(pixels, edits.hooks(Tower.VISION, places.vision(question)));
      if (prompted || sites.stream().anyMatch(s -> s.tower() == Tower.PROJECTOR)) {
        NDArray features = model.project(hidden, question.images());
        HookPoint out = HookPoint.projectorOut();
        features =
            tapped(
                    edits.hooks(Tower.PROJECTOR, places.projector(question, features)),
                    Tower.PROJECTOR)
                .apply(out, features);
        if (prompted) {
          language(
              question, edits.hooks(Tower.LANGUAGE, places.language(question, 0, 0)), features);
        }
      }
    }
    return taken;
  }

  private NDArray vision(NDArray pixels, Hooks edits) {
    Hooks hooks = tapped(edits, Tower.VISION);
    NDArray start = hooks.residual(Tower.VISION, 0, vision.embed(pixels));
    NDArray hidden = vision.run(start, 0, model.featureLayer(), hooks);
    boolean above =
        sites.stream()
            .anyMatch(
                s ->
                    s.tower() == Tower.VISION
                        && (isAfterLayers(s)
                            || s.layer() >= model.featureLayer()
                            || Hooks.residualIndex(s, vision.layers()) > model.featureLayer()));
    if (above) {
      NDArray top = vision.run(hidden, model.featureLayer(), vision.layers(), hooks);
      HookPoint postNorm = new HookPoint(Tower.VISION, HookPoint.NO_LAYER, Site.POST_NORM);
      HookPoint pooled = new HookPoint(Tower.VISION, HookPoint.NO_LAYER, Site.POOLED);
      if (sites.contains(postNorm)) {
        hooks.apply(postNorm, vision.postNorm(top));
      }
      if (sites.contains(pooled)) {
        hooks.apply(pooled, vision.pooled(top));
      }
    }
    return hidden;
  }

  private static boolean isAfterLayers(HookPoint site) {
    return site.site() == Site.POST_NORM || site.site() == Site.POOLED;
  }

  private void language(Question question, Hooks edits, NDArray features) {
    LanguageModel language = model.language();
    Hooks hooks = tapped(edits, Tower.LANGUAGE);
    int[] ids = question.prompt().ids();
    float[] numbers = new float[ids.length];
    IntStream.range(0, ids.length).forEach(i -> numbers[i] = ids[i]);
    taken.put("input_ids", FloatTensor.of(numbers, 1, ids.length));
    NDArray start =
        hooks.residual(Tower.LANGUAGE, 0, Merge.tokens(model, question.prompt(), 0, features));
    TensorList masks = model.masks(question.prompt(), 0, 0);
    try (KvCache cache = language.newCache(model.manager(), 1, ids.length)) {
      NDArray end = language.run(start, cache, 0, language.layers(), hooks, masks);
      HookPoint postNorm = new HookPoint(Tower.LANGUAGE, HookPoint.NO_LAYER, Site.POST_NORM);
      if (sites.contains(postNorm)) {
        hooks.apply(postNorm, language.postNorm(end));
      }
      take("logits", language.logits(end.get(new NDIndex(":, -1"))));
    } finally {
      close(masks);
    }
  }

  private static void close(@Nullable TensorList masks) {
    if (masks != null) {
      masks.close();
    }
  }

  /** The edits of a tower, and after them the taps: what is read is what flows on. */
  private Hooks tapped(Hooks edits, Tower tower) {
    Hooks hooks = edits;
    for (HookPoint site : sites) {
      if (site.tower() == tower) {
        hooks = hooks.tap(site, x -> take(site.name(), x));
      }
    }
    return hooks;
  }

  private void take(String name, NDArray array) {
    taken.put(name, new FloatTensor(array.getShape().getShape(), array.toFloatArray()));
  }
}
