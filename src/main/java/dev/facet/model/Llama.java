package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Llama (Touvron et al. 2023), Mistral, Qwen2, Qwen3 and the language model of Qwen2.5-VL, as
 * transformers lays them out: grouped keys and values, gated SiLU, tied or own head.
 */
final class Llama {

  /** Where a language model lies in the files of the models that use it. */
  static final List<String> PREFIXES =
      List.of(
          "language_model.model.",
          "model.language_model.",
          "language_model.",
          "model.text_model.",
          "model.");

  private Llama() {}

  /**
   * What transformers takes where a configuration leaves a value out.
   *
   * @param kvHeads 0 for as many as query heads
   * @param headWidth 0 for width / heads
   */
  private record Defaults(
      int vocabulary, int mlp, int kvHeads, int headWidth, int context, double eps, double theta) {

    static Defaults of(String type) {
      return switch (type) {
        case "mistral" -> new Defaults(32000, 14336, 8, 0, 131072, 1e-6, 10_000);
        case "qwen2" -> new Defaults(151936, 22016, 32, 0, 32768, 1e-6, 10_000);
        case "qwen3" -> new Defaults(151936, 22016, 32, 128, 32768, 1e-6, 10_000);
        case "qwen2_5_vl", "qwen2_5_vl_text" ->
            new Defaults(152064, 29568, 8, 0, 32768, 1e-5, 1_000_000);
        default -> new Defaults(32000, 11008, 0, 0, 2048, 1e-6, 10_000);
      };
    }
  }

  /**
   * @param type {@code llama}, {@code mistral}, {@code qwen2}, {@code qwen3} or {@code
   *     qwen2_5_vl_text}
   */
  static Decoder read(ScriptOps ops, ModelConfig c, String type, Weights all) {
    Decoder.Spec spec = spec(c, type);
    Weights w = all.find("language model", "embed_tokens.weight", PREFIXES);
    int mlp = mlp(c, type);
    NDArray embeddings = w.get("embed_tokens.weight", spec.vocabulary(), spec.width());
    return new Decoder(
        ops,
        all,
        spec,
        embeddings,
        w.get("norm.weight", spec.width()),
        LanguageModels.head(all, embeddings),
        l -> layer(w.at("layers." + l + "."), spec, mlp));
  }

  /** Width of the MLP. */
  static int mlp(ModelConfig c, String type) {
    return c.size("intermediate_size", Defaults.of(type).mlp);
  }

  static Decoder.Spec spec(ModelConfig c, String type) {
    Defaults defaults = Defaults.of(type);
    int width = c.size("hidden_size", 4096);
    int heads = c.size("num_attention_heads", 32);
    int headWidth =
        c.has("head_dim") && !type.startsWith("qwen2_5")
            ? c.size("head_dim")
            : defaults.headWidth > 0
                ? defaults.headWidth
                : width / c.divides(width, "'hidden_size'", "num_attention_heads", heads);
    int kvHeads =
        c.given("num_key_value_heads")
            ? c.size("num_key_value_heads", heads)
            : defaults.kvHeads > 0 ? defaults.kvHeads : heads;
    c.divides(heads, "'num_attention_heads'", "num_key_value_heads", kvHeads);
    Rope rope = Rope.read(c, Rope.parameters(c), headWidth, defaults.theta);
    double[] sections = Rope.parameters(c).numbers("mrope_section");
    Rope turned = sections == null ? rope : rope.sectioned(sections, c.json().file());
    int window = window(c, type);
    return new Decoder.Spec(
        width,
        heads,
        kvHeads,
        headWidth,
        c.size("vocab_size", defaults.vocabulary),
        c.size("max_position_embeddings", defaults.context),
        c.activation("hidden_act", "silu"),
        c.number("rms_norm_eps", defaults.eps),
        1 / Math.sqrt(headWidth),
        0,
        0,
        1,
        window,
        kinds(c, type, window),
        List.of(turned, turned));
  }

  /** Width of sliding attention, 0 for none. Mistral slides unless its file says null. */
  private static int window(ModelConfig c, String type) {
    return switch (type) {
      case "mistral" ->
          c.given("sliding_window") && !c.has("sliding_window")
              ? 0
              : c.size("sliding_window", 4096);
      case "llama" -> 0;
      default ->
          c.flag("use_sliding_window", false)
                  && !(c.given("sliding_window") && !c.has("sliding_window"))
              ? c.size("sliding_window", 4096)
              : 0;
    };
  }

  private static List<Integer> kinds(ModelConfig c, String type, int window) {
    int layers = c.size("num_hidden_layers", type.startsWith("qwen2_5") ? 80 : 32);
    if (window == 0 || type.equals("mistral")) {
      return Collections.nCopies(layers, window == 0 ? 0 : 1);
    }
    List<Integer> named = LanguageModels.kinds(c, layers);
    if (named != null) {
      return named;
    }
    int first = c.integer("max_window_layers", type.startsWith("qwen2_5") ? 80 : 28);
    return IntStream.range(0, layers).mapToObj(l -> l >= first ? 1 : 0).toList();
  }

  private static Decoder.Layer layer(Weights w, Decoder.Spec s, int mlp) {
    long d = s.width();
    long q = (long) s.heads() * s.headWidth();
    long kv = (long) s.kvHeads() * s.headWidth();
    return new Decoder.Layer(
        w.get("input_layernorm.weight", d),
        w.rows(new long[] {q + 2 * kv, d}, qkv("weight")),
        w.has("self_attn.q_proj.bias") ? w.rows(new long[] {q + 2 * kv}, qkv("bias")) : w.none(),
        w.has("self_attn.q_norm.weight") ? headNorm(w, s) : w.none(),
        w.get("self_attn.o_proj.weight", d, q),
        w.optional("self_attn.o_proj.bias", d),
        w.none(),
        w.get("post_attention_layernorm.weight", d),
        w.rows(new long[] {2L * mlp, d}, "mlp.gate_proj.weight", "mlp.up_proj.weight"),
        w.has("mlp.gate_proj.bias")
            ? w.rows(new long[] {2L * mlp}, "mlp.gate_proj.bias", "mlp.up_proj.bias")
            : w.none(),
        w.get("mlp.down_proj.weight", d, mlp),
        w.optional("mlp.down_proj.bias", d),
        w.none());
  }

  /** Qwen3's norms: one row a query head, then one a key head [heads + kv heads, head width]. */
  private static NDArray headNorm(Weights w, Decoder.Spec s) {
    NDArray q = w.get("self_attn.q_norm.weight", s.headWidth()).expandDims(0);
    NDArray k = w.get("self_attn.k_norm.weight", s.headWidth()).expandDims(0);
    return q.tile(new long[] {s.heads(), 1}).concat(k.tile(new long[] {s.kvHeads(), 1}), 0);
  }

  static String[] qkv(String part) {
    return new String[] {
      "self_attn.q_proj." + part, "self_attn.k_proj." + part, "self_attn.v_proj." + part
    };
  }
}
