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

  static final List<String> HEADS =
      List.of("lm_head.weight", "language_model.lm_head.weight", "model.lm_head.weight");

  private LanguageModels() {}

  /**
   * What a configuration says about its language model.
   *
   * @param type {@code model_type}
   * @param tied whether the embeddings are also the output head
   * @param mlp width of the MLP
   */
  record Shape(String type, boolean tied, Decoder.Spec spec, int mlp) {}

  /**
   * Reads {@code text_config}, or config.json itself in the first files of Qwen2.5-VL.
   *
   * @param config config.json
   * @param otherwise the model type where the file names none
   * @param tied whether the family shares head and embeddings where the file does not say
   * @throws FacetException when the model is of an unknown kind or its sizes are impossible
   */
  static Shape shape(ModelConfig config, String otherwise, boolean tied) {
    ModelConfig c = text(config);
    String type = c.string("model_type", otherwise);
    boolean shared =
        config.flag("tie_word_embeddings", tied)
            || c.flag("tie_word_embeddings", type.startsWith("gemma"));
    return switch (type) {
      case "llama", "mistral", "qwen2", "qwen3", "qwen2_5_vl", "qwen2_5_vl_text" ->
          new Shape(type, shared, Llama.spec(c, type), Llama.mlp(c, type));
      case "gemma", "gemma2", "gemma3", "gemma3_text" ->
          new Shape(type, shared, Gemma.spec(c, type, capped(config)), Gemma.mlp(c, type));
      default ->
          throw FacetException.badInput(
              c.json().file()
                  + ": the language model is a '"
                  + type
                  + "'; expected llama, mistral, qwen2, qwen3, gemma, gemma2 or gemma3_text");
    };
  }

  private static ModelConfig text(ModelConfig config) {
    boolean flat = config.string("model_type", "").equals("qwen2_5_vl");
    return flat && !config.has("text_config") ? config : config.part("text_config");
  }

  /** Of the models around a Gemma, transformers' PaliGemma alone caps the logits. */
  private static boolean capped(ModelConfig config) {
    return config.string("model_type", "").equals("paligemma");
  }

  /** Reads the language model's weights; parameters as {@link #shape}. */
  static Decoder read(
      ScriptOps ops, ModelConfig config, String otherwise, boolean tied, Weights all) {
    Shape shape = shape(config, otherwise, tied);
    ModelConfig c = text(config);
    requireHead(all, shape.tied);
    return shape.type.startsWith("gemma")
        ? Gemma.read(ops, c, shape.type, capped(config), all)
        : Llama.read(ops, c, shape.type, all);
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
