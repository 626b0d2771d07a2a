package dev.facet.sae;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.sae.Sparsity.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * SAELens, version 6 and earlier: {@code cfg.json} and {@code sae_weights.safetensors}
 * (sae_lens/saes, sae_lens/loading/pretrained_sae_loaders.py).
 */
final class SaeLensFormat {

  private static final String LIBRARY = "SAELens";

  private SaeLensFormat() {}

  static SaeDraft read(SaeFiles files, String prefix) {
    SaeDraft draft = new SaeDraft(LIBRARY, files, prefix, "W_enc", false);
    JsonFile config = files.config("cfg.json");
    if (config == null) {
      config = new JsonFile(files.weights().resolveSibling("cfg.json"), new JsonObject());
      draft.warn(
          "There is no cfg.json: its architecture is a guess from the tensors' names, and pre-bias and"
              + " normalisation are SAELens' defaults.");
    }
    JsonFile metadata = config.has("metadata") ? config.child("metadata") : config;
    draft.architecture = architecture(config, draft);
    draft.transcoder = draft.architecture.contains("transcoder");
    draft.undoesNorm = !draft.transcoder;
    draft.preBias = config.bool("apply_b_dec_to_input", !draft.transcoder);
    draft.decoder("W_dec", true);
    draft.decoderBias("b_dec");
    readRule(draft, config);
    readNorm(draft, config);
    readScalingFactor(draft);
    checkSize(config, "d_in", draft.dIn);
    checkSize(config, "d_sae", draft.latents);
    checkSize(config, "d_out", draft.dOut);
    String shape = config.string("reshape_activations", "none");
    draft.headsJoined = shape.equals("hook_z");
    readOrigin(draft, files, metadata);
    return draft;
  }

  private static String architecture(JsonFile config, SaeDraft draft) {
    String named = config.string("architecture");
    if (named == null) {
      named = draft.has("b_gate") ? "gated" : draft.has("threshold") ? "jumprelu" : "standard";
    }
    // Before version 6 a TopK SAE was a standard one with another activation function.
    String activation = config.string("activation_fn_str", config.string("activation_fn", "relu"));
    if (named.equals("standard") && activation.equals("topk")) {
      return "topk";
    }
    if (named.equals("standard") && !activation.equals("relu")) {
      throw FacetException.badInput(
          config.file()
              + " names the activation function '"
              + activation
              + "', which is not known");
    }
    return named;
  }

  private static void readRule(SaeDraft draft, JsonFile config) {
    switch (draft.architecture) {
      case "standard", "transcoder" -> draft.encoderBias = draft.perLatent("b_enc");
      case "skip_transcoder" -> {
        draft.encoderBias = draft.perLatent("b_enc");
        draft.skip("W_skip", true);
      }
      case "topk", "abstopk" -> {
        draft.encoderBias = draft.perLatent("b_enc");
        draft.sparsity =
            Sparsity.ofK(
                draft.architecture.equals("topk") ? Rule.TOPK : Rule.ABS_TOPK, k(draft, config));
        draft.scaledByDecoderNorm = config.bool("rescale_acts_by_decoder_norm", false);
      }
      case "jumprelu", "jumprelu_transcoder", "jumprelu_skip_transcoder" -> {
        draft.encoderBias = draft.perLatent("b_enc");
        draft.thresholds = draft.perLatent("threshold");
        draft.sparsity = Sparsity.of(Rule.JUMPRELU);
        if (draft.architecture.contains("skip")) {
          draft.skip("W_skip", true);
        }
      }
      case "gated" -> {
        draft.gateBias = draft.perLatent("b_gate");
        draft.gateScale = draft.perLatent("r_mag");
        draft.encoderBias = draft.perLatent("b_mag");
        draft.sparsity = Sparsity.of(Rule.GATED);
      }
      default ->
          throw FacetException.badInput(
              config.file()
                  + " names the architecture '"
                  + draft.architecture
                  + "', which Facet does not know; expected standard, topk, abstopk, jumprelu, gated or a"
                  + " transcoder");
    }
  }

  private static int k(SaeDraft draft, JsonFile config) {
    OptionalLong k = config.integer("k");
    if (k.isEmpty()) {
      k = config.child("activation_fn_kwargs").integer("k");
    }
    if (k.isEmpty()) {
      throw FacetException.badInput(
          config.file()
              + " has no k for its "
              + draft.architecture
              + " SAE; SAELens would take 100 without saying so");
    }
    if (k.getAsLong() < 1 || k.getAsLong() > draft.latents) {
      throw FacetException.badInput(
          config.file()
              + " has k = "
              + k.getAsLong()
              + ", expected 1 to its "
              + draft.latents
              + " latents");
    }
    return (int) k.getAsLong();
  }

  private static void readNorm(SaeDraft draft, JsonFile config) {
    JsonElement e = config.root().get("normalize_activations");
    boolean isBoolean = e != null && e.isJsonPrimitive() && e.getAsJsonPrimitive().isBoolean();
    String norm =
        isBoolean
            ? e.getAsBoolean() ? "expected_average_only_in" : "none"
            : config.string("normalize_activations", "none");
    switch (norm) {
      case "none" -> draft.norm = InputNorm.NONE;
      case "layer_norm" -> draft.norm = InputNorm.LAYER_NORM;
      case "constant_norm_rescale" -> draft.norm = InputNorm.CONSTANT_NORM;
      case "expected_average_only_in" -> {
        if (isBoolean || draft.version == null) {
          draft.warn(
              "It was trained on activations scaled to an average norm (normalize_activations); the constant is"
                  + " not in the file, and nothing is done at run time: inputs may need scaling.");
        }
      }
      default ->
          throw FacetException.badInput(
              config.file()
                  + " has normalize_activations '"
                  + norm
                  + "', expected none, layer_norm, constant_norm_rescale or expected_average_only_in");
    }
  }

  private static void readScalingFactor(SaeDraft draft) {
    for (float factor : draft.vector("scaling_factor")) {
      if (factor != 1) {
        throw FacetException.badInput(
            draft.path()
                + " has a scaling_factor that is not all ones; SAELens refuses such files too: fold it into"
                + " the weights first");
      }
    }
  }

  private static void checkSize(JsonFile config, String key, int found) {
    OptionalLong stated = config.integer(key);
    if (stated.isPresent() && stated.getAsLong() != found) {
      throw FacetException.badInput(
          config.file()
              + " says "
              + key
              + " = "
              + stated.getAsLong()
              + ", but the tensors say "
              + found);
    }
  }

  private static void readOrigin(SaeDraft draft, SaeFiles files, JsonFile metadata) {
    String version =
        metadata.string("sae_lens_version", metadata.string("sae_lens_training_version", ""));
    draft.version = version.isEmpty() ? null : version;
    draft.model = metadata.string("model_name");
    draft.hookName =
        metadata.string(
            "facet_hook", metadata.string("hook_name", metadata.string("hook_point", "")));
    if (draft.hookName.isEmpty()) {
      draft.hookName = null;
    }
    draft.hook = HookNames.find(draft.hookName, HookNames.towerOf(draft.model));
    draft.tower =
        metadata.string(
            "facet_tower", files.checkpoint().metadata().getOrDefault("facet_tower", ""));
    if (draft.tower.isEmpty()) {
      draft.tower = null;
    }
    String trained = metadata.string("training_architecture");
    if (trained != null && !trained.equals(draft.architecture)) {
      draft.architecture = draft.architecture + " (trained as " + trained + ")";
      JsonFile details = metadata.child("training_architecture_details");
      draft.groupSizes = groupSizes(details.numbers("matryoshka_widths"));
      double k = details.number("k", 0);
      if (k >= 1 && k <= draft.latents) {
        draft.sparsity = new Sparsity(draft.sparsity.rule(), (int) k, draft.sparsity.threshold());
      }
    }
  }

  /** Widths are running sums of group sizes. */
  private static List<Integer> groupSizes(double @Nullable [] widths) {
    List<Integer> sizes = new ArrayList<>();
    int before = 0;
    for (double w : widths == null ? new double[0] : widths) {
      sizes.add((int) w - before);
      before = (int) w;
    }
    return sizes;
  }
}
