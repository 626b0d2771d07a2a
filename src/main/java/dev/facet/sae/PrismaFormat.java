package dev.facet.sae;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.JsonFile;
import dev.facet.sae.Sparsity.Rule;
import java.util.OptionalLong;

/**
 * ViT-Prisma: a torch file or compressed pickle with its configuration inside (an object that is
 * read as plain fields), or weights beside a {@code config.json} (vit_prisma/sae/sae.py,
 * config.py).
 */
final class PrismaFormat {

  private static final String LIBRARY = "ViT-Prisma";

  private PrismaFormat() {}

  /** True when a configuration is one of ViT-Prisma's. */
  static boolean wrote(JsonFile config) {
    return config.has("hook_point_layer") && config.has("activation_fn_str");
  }

  static SaeDraft read(SaeFiles files, String prefix, JsonFile config) {
    SaeDraft draft = new SaeDraft(LIBRARY, files, prefix, "W_enc", false);
    // The configuration's own class is expected; nothing else needs to be said of it.
    draft.warnings.removeIf(w -> w.contains("vit_prisma.") && w.contains("Config"));
    draft.architecture = config.string("architecture", "standard");
    draft.transcoder = config.bool("is_transcoder", false);
    draft.preBias = true;
    draft.decoder("W_dec", true);
    if (draft.transcoder && draft.has("b_dec_out")) {
      // vit_prisma/sae/transcoder.py: b_dec is subtracted, b_dec_out added, the norm undone after
      // the skip.
      draft.inputBias("b_dec");
      draft.decoderBias("b_dec_out");
    } else {
      draft.decoderBias("b_dec");
    }
    if (draft.transcoder) {
      draft.warn("It is a transcoder: its reconstruction is another activation than its input.");
      if (draft.has("W_skip")) {
        draft.skip("W_skip", true);
      }
    }
    readRule(draft, config);
    readNorm(draft, config);
    int expansion = config.integer("expansion_factor", 0);
    if (expansion > 0 && (long) expansion * draft.dIn != draft.latents) {
      draft.warn(
          "Its configuration says expansion_factor = "
              + expansion
              + ", the tensors say "
              + draft.latents
              + " latents for D = "
              + draft.dIn
              + ".");
    }
    draft.model = config.string("model_name");
    draft.hookName =
        "blocks."
            + config.integer("hook_point_layer", 0)
            + "."
            + config.string("layer_subtype", "hook_resid_post");
    draft.hook = HookNames.find(draft.hookName, Tower.VISION);
    return draft;
  }

  private static void readRule(SaeDraft draft, JsonFile config) {
    if (draft.architecture.equals("gated")) {
      draft.gateBias = draft.perLatent("b_gate");
      draft.gateScale = draft.perLatent("r_mag");
      draft.encoderBias = draft.perLatent("b_mag");
      draft.ignore("b_enc");
      draft.sparsity = Sparsity.of(Rule.GATED);
      return;
    }
    if (!draft.architecture.equals("standard")) {
      throw FacetException.badInput(
          draft.path() + " has the unknown architecture '" + draft.architecture + "'");
    }
    draft.encoderBias = draft.perLatent("b_enc");
    String activation = config.string("activation_fn_str", "relu");
    draft.sparsity =
        switch (activation) {
          case "relu" -> Sparsity.of(Rule.RELU);
          case "tanh-relu" -> Sparsity.of(Rule.TANH_RELU);
          case "topk" -> {
            OptionalLong k = config.child("activation_fn_kwargs").integer("k");
            if (k.isEmpty() || k.getAsLong() < 1 || k.getAsLong() > draft.latents) {
              throw FacetException.badInput(
                  draft.path() + " needs a k of 1 to its " + draft.latents + " latents for topk");
            }
            yield Sparsity.ofK(Rule.TOPK, (int) k.getAsLong());
          }
          default ->
              throw FacetException.badInput(
                  draft.path() + " has the unknown activation function '" + activation + "'");
        };
  }

  private static void readNorm(SaeDraft draft, JsonFile config) {
    String norm = config.string("normalize_activations");
    if (norm == null) {
      draft.warn(
          "Its configuration names no normalisation: the library's default, layer_norm, is assumed.");
      norm = "layer_norm";
    }
    draft.norm =
        switch (norm) {
          case "none", "expected_average_only_in" -> InputNorm.NONE;
          case "layer_norm" -> InputNorm.LAYER_NORM;
          case "constant_norm_rescale" -> InputNorm.CONSTANT_NORM;
          default ->
              throw FacetException.badInput(
                  draft.path() + " has the unknown normalize_activations '" + norm + "'");
        };
  }
}
