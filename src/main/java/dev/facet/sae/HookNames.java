package dev.facet.sae;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hook points as SAE libraries spell them in configurations and folder names. */
final class HookNames {

  private static final Pattern VISION_MODEL =
      Pattern.compile("(?i).*(vit|clip|dino|siglip|vision|image).*");
  private static final Pattern RESIDUAL_LAYER =
      Pattern.compile("(?:resid_post|post_mlp_residual|resid_out)(?:_layer)?_(\\d{1,4})");
  private static final Pattern VISION_INTERP_FOLDER =
      Pattern.compile(".*[/]enc_res_out_layer_(\\d{1,4})_.*");
  private static final Pattern SAE_FOR_VLM_FOLDER =
      Pattern.compile(".*[/][^/]*_(\\d{1,4})_post_mlp_residual_.*");
  private static final Pattern MLP_FOLDER = Pattern.compile("(?:.*\\.)?layers[._](\\d{1,4})\\.mlp");

  private HookNames() {}

  /**
   * The tower that is meant where a name such as {@code blocks.9.hook_resid_post} leaves it open.
   */
  static Tower towerOf(@Nullable String model) {
    return model == null || VISION_MODEL.matcher(model).matches() ? Tower.VISION : Tower.LANGUAGE;
  }

  /** The hook point of a name, or null where it is none that Facet knows. */
  static @Nullable HookPoint find(@Nullable String name, Tower tower) {
    if (name == null || name.isBlank()) {
      return null;
    }
    try {
      return HookPoint.parse(name, tower);
    } catch (FacetException e) {
      Matcher m = RESIDUAL_LAYER.matcher(name);
      return m.matches() ? HookPoint.out(tower, Integer.parseInt(m.group(1))) : null;
    }
  }

  /** The hook point in a folder's name, as vision-interp and sae-for-vlm name their folders. */
  static @Nullable HookPoint inPath(String location) {
    for (Pattern p : new Pattern[] {VISION_INTERP_FOLDER, SAE_FOR_VLM_FOLDER}) {
      Matcher m = p.matcher(location);
      if (m.matches()) {
        return HookPoint.out(Tower.VISION, Integer.parseInt(m.group(1)));
      }
    }
    return null;
  }

  /** sparsify's folder names: {@code layers.5}, {@code model.layers.24}, {@code layers.3.mlp}. */
  static @Nullable HookPoint sparsifyFolder(String name, boolean transcoder) {
    Matcher m = MLP_FOLDER.matcher(name);
    if (m.matches()) {
      return new HookPoint(
          Tower.LANGUAGE, Integer.parseInt(m.group(1)), transcoder ? Site.MLP_IN : Site.MLP_OUT);
    }
    return find(name, Tower.LANGUAGE);
  }
}
