package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.Collections;
import java.util.List;

/**
 * Llama (Touvron et al. 2023), Mistral and Qwen2, as transformers lays them out: grouped keys and
 * values, gated SiLU, tied or own head.
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

  private static final List<String> HEADS =
      List.of("lm_head.weight", "language_model.lm_head.weight", "model.lm_head.weight");

  private Llama() {}

  static Decoder read(ScriptOps ops, ModelConfig c, Weights all) {
    Decoder.Spec spec = spec(c);
    Weights w = all.find("language model", "embed_tokens.weight", PREFIXES);
    int mlp = c.size("intermediate_size", 11008);
    NDArray embeddings = w.get("embed_tokens.weight", spec.vocabulary(), spec.width());
    return new Decoder(
        ops,
        all.manager(),
        spec,
        embeddings,
        w.get("norm.weight", spec.width()),
        head(all, embeddings),
        l -> layer(w.at("layers." + l + "."), spec, mlp));
  }

  private static Decoder.Spec spec(ModelConfig c) {
    int width = c.size("hidden_size", 4096);
    int heads = c.size("num_attention_heads", 32);
    int headWidth = c.has("head_dim") ? c.size("head_dim") : Math.ceilDiv(width, heads);
    int kvHeads = c.size("num_key_value_heads", heads);
    c.divides(heads, "'num_attention_heads'", "num_key_value_heads", kvHeads);
    boolean qwen = c.string("model_type", "").startsWith("qwen");
    boolean sliding = c.has("sliding_window") && c.flag("use_sliding_window", !qwen);
    Rope rope = Rope.read(c, Rope.parameters(c), headWidth, 10000);
    return new Decoder.Spec(
        width,
        heads,
        kvHeads,
        headWidth,
        c.size("vocab_size", 32000),
        c.size("max_position_embeddings", 2048),
        c.activation("hidden_act", "silu"),
        c.number("rms_norm_eps", 1e-6),
        1 / Math.sqrt(headWidth),
        0,
        0,
        1,
        sliding ? c.size("sliding_window") : 0,
        Collections.nCopies(c.size("num_hidden_layers", 32), sliding ? 1 : 0),
        List.of(rope, rope));
  }

  /** The output head, or the embeddings where the file has no head: tied weights. */
  static NDArray head(Weights all, NDArray embeddings) {
    long[] shape = embeddings.getShape().getShape();
    for (String name : HEADS) {
      if (all.has(name)) {
        return all.get(name, shape);
      }
    }
    return embeddings;
  }

  private static Decoder.Layer layer(Weights w, Decoder.Spec s, int mlp) {
    long d = s.width();
    long q = (long) s.heads() * s.headWidth();
    long kv = (long) s.kvHeads() * s.headWidth();
    return new Decoder.Layer(
        w.get("input_layernorm.weight", d),
        w.rows(new long[] {q + 2 * kv, d}, qkv("weight")),
        w.has("self_attn.q_proj.bias") ? w.rows(new long[] {q + 2 * kv}, qkv("bias")) : w.none(),
        w.none(),
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

  static String[] qkv(String part) {
    return new String[] {
      "self_attn.q_proj." + part, "self_attn.k_proj." + part, "self_attn.v_proj." + part
    };
  }
}
