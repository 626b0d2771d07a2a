package dev.facet.model;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.facet.core.FacetException;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the language model of a vision-language model, whichever of the known ones it is. */
final class LanguageModels {

  private static final List<String> HEADS =
      List.of("lm_head.weight", "language_model.lm_head.weight", "model.lm_head.weight");

  private LanguageModels() {}

  /**
   * The language model that {@code text_config} describes.
   *
   * @param config config.json
   * @param otherwise the model type where the file names none
   * @param tied whether the family shares head and embeddings where the file does not say
   * @throws FacetException when it is of an unknown kind
   */
  static Decoder read(
      ScriptOps ops, ModelConfig config, String otherwise, boolean tied, Weights all) {
    ModelConfig c = config.part("text_config");
    String type = c.string("model_type", otherwise);
    boolean gemma = type.startsWith("gemma");
    requireHead(
        all, config.flag("tie_word_embeddings", tied) || c.flag("tie_word_embeddings", gemma));
    return switch (type) {
      case "llama", "mistral", "qwen2", "qwen3", "qwen2_5_vl", "qwen2_5_vl_text" ->
          Llama.read(ops, c, type, all);
      case "gemma", "gemma2", "gemma3", "gemma3_text" -> {
        // Of the models around a Gemma, transformers' PaliGemma alone caps the logits.
        boolean capped = config.string("model_type", "").equals("paligemma");
        yield Gemma.read(ops, c, type, capped, all);
      }
      default ->
          throw FacetException.badInput(
              c.json().file()
                  + ": the language model is a '"
                  + type
                  + "'; expected llama, mistral, qwen2, qwen3, gemma, gemma2 or gemma3_text");
    };
  }

  private static void requireHead(Weights all, boolean tied) {
    if (!tied && HEADS.stream().noneMatch(all::has)) {
      // Fails with the words for a missing tensor.
      all.get(HEADS.getFirst(), 0);
    }
  }

  /** The output head [V, D]: the embeddings where the file has no head of its own. */
  static NDArray head(Weights all, NDArray embeddings) {
    long[] shape = embeddings.getShape().getShape();
    for (String name : HEADS) {
      if (all.has(name)) {
        return all.get(name, shape);
      }
    }
    return embeddings;
  }

  /** Kinds of the layers as {@code layer_types} names them, 1 for sliding; null without it. */
  static @Nullable List<Integer> kinds(ModelConfig c, int layers) {
    if (!(c.json().root().get("layer_types") instanceof JsonArray types)) {
      return null;
    }
    if (types.size() != layers) {
      throw FacetException.badInput(
          c.json().file()
              + ": 'layer_types' names "
              + types.size()
              + " layers, 'num_hidden_layers' says "
              + layers);
    }
    List<Integer> kinds = new ArrayList<>();
    for (JsonElement type : types) {
      String name = type.isJsonPrimitive() ? type.getAsString() : String.valueOf(type);
      switch (name) {
        case "full_attention" -> kinds.add(0);
        case "sliding_attention" -> kinds.add(1);
        default ->
            throw FacetException.badInput(
                c.json().file()
                    + ": 'layer_types' names '"
                    + name
                    + "'; expected full_attention or sliding_attention");
      }
    }
    return kinds;
  }
}
