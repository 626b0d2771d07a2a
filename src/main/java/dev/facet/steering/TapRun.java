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
import dev.facet.tensor.TensorList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One pass through a whole model that reads activations on the way. Call inside an NdScope. */
final class TapRun {

  private final VisionLanguageModel model;
  private final Question question;
  private final Edits edits;
  private final Map<String, FloatTensor> out = new LinkedHashMap<>();

  TapRun(VisionLanguageModel model, Question question, Edits edits) {
    this.model = model;
    this.question = question;
    this.edits = edits;
  }

  Map<String, FloatTensor> run(List<HookPoint> sites, boolean prompted) {
    check(sites, prompted);
    NDArray pixels = model.pixelArray(question.images());
    put("pixel_values", pixels);
    VisionTower vision = model.vision(question.images());
    Placement place = Placement.vision(vision, question.tiles());
    FeatureRead read = new FeatureRead(model);
    NDArray[] highest = new NDArray[1];
    Hooks hooks =
        read.along(taps(edits.hooks(Tower.VISION, place), Tower.VISION, sites))
            .tap(new HookPoint(Tower.VISION, model.featureLayer(), Site.IN), x -> highest[0] = x);
    NDArray start = hooks.residual(Tower.VISION, 0, vision.embed(pixels));
    NDArray last = vision.run(start, 0, vision.layers(), hooks);
    for (HookPoint site : sites) {
      if (site.tower() == Tower.VISION && site.site() == Site.POST_NORM) {
        put(site.name(), vision.postNorm(last));
      } else if (site.tower() == Tower.VISION && site.site() == Site.POOLED) {
        put(site.name(), vision.pooled(last));
      }
    }
    boolean beyond = sites.stream().anyMatch(s -> s.tower() != Tower.VISION);
    if (beyond || prompted) {
      projector(read.features(highest[0]), sites, prompted);
    }
    return out;
  }

  private void check(List<HookPoint> sites, boolean prompted) {
    for (HookPoint site : sites) {
      switch (site.tower()) {
        case VISION -> {
          model.vision().require(site);
          if (site.site() == Site.PROJECTION) {
            throw FacetException.notFound(
                "A vision-language model projects with projector.out: there is no " + site);
          }
        }
        case PROJECTOR -> {}
        case LANGUAGE -> {
          model.language().require(site);
          if (!prompted) {
            throw FacetException.badInput(site + " can be read only with a prompt");
          }
        }
        case TEXT ->
            throw FacetException.notFound(
                "A vision-language model has no text tower: there is no " + site);
      }
    }
  }

  private Hooks taps(Hooks hooks, Tower tower, List<HookPoint> sites) {
    Hooks all = hooks;
    for (HookPoint site : sites) {
      if (site.tower() == tower) {
        all = all.tap(site, x -> put(site.name(), x));
      }
    }
    return all;
  }

  private void projector(NDArray hidden, List<HookPoint> sites, boolean prompted) {
    NDArray features = model.project(hidden, question.images());
    int tokens = (int) features.getShape().get(1);
    Placement place =
        Placement.projector(
            tokens,
            question.patches(IntStream.range(0, tokens).toArray(), 0, model.vision().grid()));
    Hooks hooks = taps(edits.hooks(Tower.PROJECTOR, place), Tower.PROJECTOR, sites);
    NDArray edited = hooks.apply(HookPoint.projectorOut(), features);
    if (prompted) {
      language(edited, sites);
    }
  }

  private void language(NDArray features, List<HookPoint> sites) {
    int[] ids = question.prompt().ids();
    float[] asFloats = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      asFloats[i] = ids[i];
    }
    out.put("input_ids", FloatTensor.of(asFloats, 1, ids.length));
    LanguageModel language = model.language();
    int[] images = question.prompt().imagePositions();
    Placement place =
        Placement.prompt(ids.length, 0, question.patches(images, 0, model.vision().grid()), images);
    Hooks hooks = taps(edits.hooks(Tower.LANGUAGE, place), Tower.LANGUAGE, sites);
    NDArray x =
        hooks.residual(Tower.LANGUAGE, 0, Merge.tokens(model, question.prompt(), 0, features));
    TensorList masks = model.masks(question.prompt(), 0, 0);
    try (KvCache cache = language.newCache(model.manager(), 1, ids.length)) {
      cache.restart(question.prompt().positions());
      NDArray last = language.run(x, cache, 0, language.layers(), hooks, masks);
      for (HookPoint site : sites) {
        if (site.tower() == Tower.LANGUAGE && site.site() == Site.POST_NORM) {
          put(site.name(), language.postNorm(last));
        }
      }
      put("logits", language.logits(last.get(new NDIndex("0, -1"))));
    } finally {
      if (masks != null) {
        masks.close();
      }
    }
  }

  private void put(String name, NDArray x) {
    out.put(name, new FloatTensor(x.getShape().getShape(), x.toFloatArray()));
  }
}
