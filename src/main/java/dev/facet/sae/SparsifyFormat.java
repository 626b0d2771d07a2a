package dev.facet.sae;

import com.google.gson.JsonObject;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.sae.Sparsity.Rule;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * EleutherAI sparsify and multimodal-sae: a folder named after the hook point with {@code cfg.json}
 * and {@code sae.safetensors} (sparsify/sparse_coder.py, config.py). Unknown keys are ignored, as
 * the library's history demands.
 */
final class SparsifyFormat {

  private static final String LIBRARY = "sparsify";

  private SparsifyFormat() {}

  static SaeDraft read(SaeFiles files, String prefix) {
    SaeDraft draft = new SaeDraft(LIBRARY, files, prefix, "encoder.weight", true);
    JsonFile config = files.config("cfg.json");
    if (config == null) {
      config = new JsonFile(files.weights().resolveSibling("cfg.json"), new JsonObject());
    }
    String activation = config.string("activation", "topk");
    draft.architecture = activation;
    boolean transcode = config.bool("transcode", false);
    draft.transcoder = transcode;
    draft.preBias = !transcode;
    draft.encoderBias = draft.perLatent("encoder.bias");
    draft.decoder("W_dec", true);
    draft.decoderBias("b_dec");
    if (config.bool("skip_connection", false)) {
      draft.skip("W_skip", true);
    }
    draft.sparsity = Sparsity.ofK(rule(draft, config, activation), k(draft, config));
    OptionalLong width = config.integer("d_in");
    if (width.isEmpty()) {
      draft.warn("cfg.json has no d_in; it was taken from encoder.weight: " + draft.dIn + ".");
    } else if (width.getAsLong() != draft.dIn) {
      throw FacetException.badInput(
          config.file()
              + " says d_in = "
              + width.getAsLong()
              + ", but the tensors say "
              + draft.dIn);
    }
    Path folder = files.weights().toAbsolutePath().getParent();
    if (folder != null && folder.getFileName() != null) {
      String name = folder.getFileName().toString();
      draft.hook = HookNames.sparsifyFolder(name, transcode);
      draft.hookName = draft.hook == null ? null : name;
    }
    return draft;
  }

  private static Rule rule(SaeDraft draft, JsonFile config, String activation) {
    if (config.bool("signed", false)) {
      draft.warn(
          "cfg.json has signed = true, a key that sparsify has removed: codes are the k largest |h| with their"
              + " sign, as it meant then.");
      return Rule.ABS_TOPK;
    }
    return switch (activation) {
      case "topk" -> Rule.TOPK;
      case "groupmax" -> Rule.GROUPMAX;
      default ->
          throw FacetException.badInput(
              config.file() + " has the unknown activation '" + activation + "'");
    };
  }

  private static int k(SaeDraft draft, JsonFile config) {
    OptionalLong k = config.integer("k");
    if (k.isEmpty() || k.getAsLong() < 1 || k.getAsLong() > draft.latents) {
      throw FacetException.badInput(
          config.file()
              + " needs a k of 1 to its "
              + draft.latents
              + " latents, found "
              + (k.isEmpty() ? "none" : k.getAsLong()));
    }
    return (int) k.getAsLong();
  }
}
