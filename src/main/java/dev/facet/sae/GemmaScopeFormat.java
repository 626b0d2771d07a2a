package dev.facet.sae;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.JsonFile;
import dev.facet.sae.Sparsity.Rule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gemma Scope 1 ({@code params.npz}) and 2 ({@code config.json}, {@code params.safetensors} with
 * lower-case keys): JumpReLU SAEs of language models, without pre-bias.
 */
final class GemmaScopeFormat {

  private static final String LIBRARY = "Gemma Scope";

  private static final Pattern FOLDER = Pattern.compile(".*/layer_(\\d{1,4})[_/].*");
  private static final Pattern MODULE = Pattern.compile("model\\.layers\\.(\\d{1,4})\\.output");

  private GemmaScopeFormat() {}

  static SaeDraft first(SaeFiles files, String prefix) {
    SaeDraft draft = new SaeDraft(LIBRARY, files, prefix, "W_enc", false);
    draft.version = "1";
    draft.architecture = "jumprelu";
    read(draft, "W_dec", "b_enc", "b_dec");
    draft.hook = inFolder(files.location());
    return draft;
  }

  static SaeDraft second(SaeFiles files, String prefix) {
    SaeDraft draft = new SaeDraft(LIBRARY, files, prefix, "w_enc", false);
    draft.version = "2";
    JsonFile config = files.config("config.json");
    draft.architecture = config == null ? "jump_relu" : config.string("architecture", "jump_relu");
    if (!draft.architecture.equals("jump_relu")) {
      throw FacetException.badInput(
          draft.path()
              + ": config.json names the architecture '"
              + draft.architecture
              + "', expected jump_relu");
    }
    if (config == null) {
      draft.warn("There is no config.json: Gemma Scope 2 is a guess from the tensors' names.");
    } else {
      draft.transcoder = !config.string("type", "sae").equals("sae");
      draft.model = config.string("model_name");
      draft.hookName = config.string("hf_hook_point_in");
    }
    read(draft, "w_dec", "b_enc", "b_dec");
    if (draft.has("affine_skip_connection")) {
      // The release's own code multiplies x by it as it lies in the file.
      draft.skip("affine_skip_connection", false);
    }
    Matcher m = MODULE.matcher(draft.hookName == null ? "" : draft.hookName);
    draft.hook =
        m.matches()
            ? HookPoint.out(Tower.LANGUAGE, Integer.parseInt(m.group(1)))
            : draft.hookName == null ? inFolder(files.location()) : null;
    return draft;
  }

  private static void read(SaeDraft draft, String decoder, String bias, String decoderBias) {
    draft.decoder(decoder, true);
    draft.encoderBias = draft.perLatent(bias);
    draft.decoderBias(decoderBias);
    draft.thresholds = draft.perLatent("threshold");
    draft.sparsity = Sparsity.of(Rule.JUMPRELU);
  }

  private static @Nullable HookPoint inFolder(String location) {
    Matcher m = FOLDER.matcher(location);
    if (!m.matches()) {
      return null;
    }
    Site site =
        location.contains("mlp_out") || location.contains("/mlp/") ? Site.MLP_OUT : Site.OUT;
    return location.contains("attn")
        ? null
        : new HookPoint(Tower.LANGUAGE, Integer.parseInt(m.group(1)), site);
  }
}
