package dev.facet.sae;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.JsonFile;
import dev.facet.sae.Sparsity.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * dictionary_learning (saprmarks) and its forks vision-interp and sae-for-vlm: {@code ae.pt}, a
 * state dict, beside {@code config.json} with a "trainer". Their classes: dictionary.py,
 * trainers/*.py.
 */
final class DictionaryLearningFormat {

  private static final String LIBRARY = "dictionary_learning";

  private DictionaryLearningFormat() {}

  static SaeDraft read(SaeFiles files, String prefix) {
    boolean upper = files.checkpoint().has(prefix + "W_enc");
    SaeDraft draft =
        new SaeDraft(LIBRARY, files, prefix, upper ? "W_enc" : "encoder.weight", !upper);
    JsonFile config = files.config("config.json");
    JsonFile trainer = config == null ? null : config.find("trainer");
    if (config != null && trainer == null) {
      throw FacetException.badInput(
          config.file() + " has no 'trainer', which dictionary_learning writes there");
    }
    draft.architecture = trainer != null ? dictClass(trainer) : guessed(draft, files.location());
    readRule(draft, trainer);
    readOrigin(draft, files, config, trainer);
    return draft;
  }

  private static String dictClass(JsonFile trainer) {
    String name = trainer.string("dict_class", "");
    // vision-interp's trainer writes the signed class's name whatever it trains.
    boolean unsigned = trainer.string("wandb_name", "").startsWith("UnsignedTopKTrainer");
    return unsigned && name.equals("AutoEncoderTopK") ? "UnsignedAutoEncoderTopK" : name;
  }

  /** What the keys tell, and the folder's name, where there is no configuration. */
  private static String guessed(SaeDraft draft, String location) {
    String guess;
    if (draft.has("group_sizes")) {
      guess = "MatryoshkaBatchTopKSAE";
    } else if (draft.has("W_enc")) {
      guess = "JumpReluAutoEncoder";
    } else if (draft.has("r_mag")) {
      guess = "GatedAutoEncoder";
    } else if (draft.has("bias")) {
      guess = "AutoEncoder";
    } else if (draft.has("decoder.bias")) {
      guess = "AutoEncoderNew";
    } else {
      String folder = location.toLowerCase(Locale.ROOT).replace("_", "");
      guess = folder.contains("batchtopk") ? "BatchTopKSAE" : "AutoEncoderTopK";
    }
    draft.warn(
        "There is no config.json: "
            + guess
            + " is a guess from the tensors' names and the folder's; TopK and BatchTopK files look the same.");
    return guess;
  }

  private static void readRule(SaeDraft draft, @Nullable JsonFile trainer) {
    switch (draft.architecture) {
      case "AutoEncoder" -> {
        linear(draft, "bias");
        draft.preBias = true;
        draft.unitDecoder = true;
      }
      case "AutoEncoderNew" -> linear(draft, "decoder.bias");
      case "GatedAutoEncoder" -> {
        draft.decoder("decoder.weight", false);
        draft.decoderBias("decoder_bias");
        draft.gateBias = draft.perLatent("gate_bias");
        draft.gateScale = draft.perLatent("r_mag");
        draft.encoderBias = draft.perLatent("mag_bias");
        draft.preBias = true;
        draft.sparsity = Sparsity.of(Rule.GATED);
      }
      case "JumpReluAutoEncoder" -> {
        matrices(draft);
        draft.thresholds = draft.perLatent("threshold");
        draft.sparsity = Sparsity.of(Rule.JUMPRELU);
      }
      case "AutoEncoderTopK", "UnsignedAutoEncoderTopK" -> {
        linear(draft, "b_dec");
        draft.preBias = true;
        Integer k = k(draft, trainer);
        if (k == null) {
          throw FacetException.badInput(
              draft.path() + " has no k, neither in config.json nor among its tensors");
        }
        draft.ignore("threshold");
        draft.sparsity =
            Sparsity.ofK(draft.architecture.startsWith("Unsigned") ? Rule.ABS_TOPK : Rule.TOPK, k);
      }
      case "BatchTopKSAE" -> {
        linear(draft, "b_dec");
        draft.preBias = true;
        draft.useThreshold(draft.scalar("threshold"), k(draft, trainer), false);
      }
      case "MatryoshkaBatchTopKSAE", "MatroyshkaBatchTopKSAE" -> {
        matrices(draft);
        draft.preBias = true;
        draft.useThreshold(draft.scalar("threshold"), k(draft, trainer), false);
        draft.groupSizes = groupSizes(draft);
      }
      default ->
          throw FacetException.badInput(
              draft.path()
                  + ": config.json names dict_class '"
                  + draft.architecture
                  + "', which Facet does not know; expected one such as AutoEncoderTopK or BatchTopKSAE");
    }
    if (trainer != null) {
      checkSize(draft, trainer, "activation_dim", draft.dIn);
      checkSize(draft, trainer, "dict_size", draft.latents);
    }
  }

  private static void linear(SaeDraft draft, String bias) {
    draft.decoder("decoder.weight", false);
    draft.encoderBias = draft.perLatent("encoder.bias");
    draft.decoderBias(bias);
  }

  private static void matrices(SaeDraft draft) {
    draft.decoder("W_dec", true);
    draft.encoderBias = draft.perLatent("b_enc");
    draft.decoderBias("b_dec");
  }

  private static @Nullable Integer k(SaeDraft draft, @Nullable JsonFile trainer) {
    Float stored = draft.scalar("k");
    OptionalLong stated = trainer == null ? OptionalLong.empty() : trainer.integer("k");
    if (stored != null && stated.isPresent() && stated.getAsLong() != stored.longValue()) {
      throw FacetException.badInput(
          draft.path()
              + " has k = "
              + stored.intValue()
              + ", but config.json says k = "
              + stated.getAsLong());
    }
    long k = stored != null ? stored.longValue() : stated.orElse(-1);
    if (stored == null && stated.isEmpty()) {
      return null;
    }
    if (k < 1 || k > draft.latents) {
      throw FacetException.badInput(
          draft.path() + " has k = " + k + ", expected 1 to its " + draft.latents + " latents");
    }
    return (int) k;
  }

  private static List<Integer> groupSizes(SaeDraft draft) {
    List<Integer> sizes = new ArrayList<>();
    long sum = 0;
    for (float size : draft.vector("group_sizes")) {
      sizes.add((int) size);
      sum += (long) size;
    }
    if (!sizes.isEmpty() && sum != draft.latents) {
      draft.warn(
          "Its group_sizes add up to " + sum + ", not to its " + draft.latents + " latents.");
    }
    return sizes;
  }

  private static void checkSize(SaeDraft draft, JsonFile trainer, String key, int found) {
    OptionalLong stated = trainer.integer(key);
    if (stated.isPresent() && stated.getAsLong() != found) {
      draft.warn(
          "config.json says "
              + key
              + " = "
              + stated.getAsLong()
              + ", the tensors say "
              + found
              + "; the tensors were believed.");
    }
  }

  private static void readOrigin(
      SaeDraft draft, SaeFiles files, @Nullable JsonFile config, @Nullable JsonFile trainer) {
    if (config != null) {
      JsonFile own = config.child("facet");
      draft.hookName = own.string("facet_hook");
      draft.tower = own.string("facet_tower");
    }
    if (trainer != null) {
      String model = trainer.string("lm_name", "");
      draft.model = model.isEmpty() ? null : model;
      String submodule = trainer.string("submodule_name", "");
      if (draft.hookName == null && !submodule.isEmpty()) {
        draft.hookName = submodule;
      }
    }
    draft.hook = HookNames.find(draft.hookName, Tower.VISION);
    if (draft.hook == null) {
      draft.hook = HookNames.inPath(files.location());
    }
  }
}
