package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * Gemma 1, 2 and 3 as language models of PaliGemma and Gemma 3: RMS norms that multiply by 1 + w
 * (the 1 is added when they are read), scaled embeddings, tied head; from Gemma 2 on norms behind
 * each half of a layer and sliding attention in some layers, in Gemma 3 norms of queries and keys.
 */
final class Gemma {

  private Gemma() {}

  /**
   * @param type {@code gemma}, {@code gemma2}, {@code gemma3} or {@code gemma3_text}
   * @param capped whether the model around it applies {@code final_logit_softcapping}
   */
  static Decoder read(ScriptOps ops, ModelConfig c, String type, boolean capped, Weights all) {
    Weights w = all.find("language model", "embed_tokens.weight", Llama.PREFIXES);
    boolean third = type.startsWith("gemma3");
    boolean behind = !type.equals("gemma");
    Decoder.Spec spec = spec(c, type, capped);
    int mlp = mlp(c, type);
    NDArray embeddings = w.get("embed_tokens.weight", spec.vocabulary(), spec.width());
    return new Decoder(
        ops,
        all,
        spec,
        embeddings,
        plusOne(w, "norm.weight", spec.width()),
        LanguageModels.head(all, embeddings),
        l -> layer(w.at("layers." + l + "."), spec, mlp, third, behind));
  }

  /** Width of the MLP. */
  static int mlp(ModelConfig c, String type) {
    return c.size("intermediate_size", type.equals("gemma") ? 16384 : 9216);
  }

  static Decoder.Spec spec(ModelConfig c, String type, boolean capped) {
    boolean third = type.startsWith("gemma3");
    boolean behind = !type.equals("gemma");
    if (third && c.flag("use_bidirectional_attention", false)) {
      throw FacetException.badInput(
          c.json().file() + ": 'use_bidirectional_attention' is not supported");
    }
    int width = c.size("hidden_size", third ? 2304 : 2048);
    int heads = c.size("num_attention_heads", 8);
    int kvHeads = c.size("num_key_value_heads", third ? 4 : behind ? 4 : 1);
    c.divides(heads, "'num_attention_heads'", "num_key_value_heads", kvHeads);
    int headWidth = c.size("head_dim", 256);
    int layers = c.size("num_hidden_layers", third || behind ? 26 : 18);
    double scalar = behind ? c.number("query_pre_attn_scalar", 256) : headWidth;
    return new Decoder.Spec(
        width,
        heads,
        kvHeads,
        headWidth,
        c.size("vocab_size", third ? 262208 : 256000),
        c.size("max_position_embeddings", third ? 131072 : 8192),
        activation(c, behind),
        c.number("rms_norm_eps", 1e-6),
        1 / Math.sqrt(scalar),
        // transformers' Gemma 3 reads this cap and does not apply it.
        behind && !third ? cap(c, "attn_logit_softcapping", 50) : 0,
        behind && capped ? cap(c, "final_logit_softcapping", third ? 0 : 30) : 0,
        Math.sqrt(width),
        c.size("sliding_window", 4096),
        kinds(c, layers, third, behind),
        third ? List.of(globalRope(c, headWidth), localRope(c, headWidth)) : oneRope(c, headWidth));
  }

  /** The first Gemma's files say "gelu" and mean its tanh form. */
  private static Activation activation(ModelConfig c, boolean behind) {
    Activation named =
        c.activation(behind ? "hidden_activation" : "hidden_act", "gelu_pytorch_tanh");
    return !behind && named == Activation.GELU ? Activation.GELU_TANH : named;
  }

  /** A soft cap; null in the file means none, a missing key the default. */
  private static double cap(ModelConfig c, String key, double otherwise) {
    return c.given(key) ? c.number(key, 0) : otherwise;
  }

  private static List<Integer> kinds(ModelConfig c, int layers, boolean third, boolean behind) {
    List<Integer> named = LanguageModels.kinds(c, layers);
    if (named != null) {
      return named;
    }
    int pattern = c.size("sliding_window_pattern", c.size("_sliding_window_pattern", 6));
    List<Integer> kinds = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      boolean sliding = third ? (l + 1) % pattern != 0 : behind && l % 2 == 0;
      kinds.add(sliding ? 1 : 0);
    }
    return kinds;
  }

  private static List<Rope> oneRope(ModelConfig c, int headWidth) {
    Rope rope = Rope.read(c, Rope.parameters(c), headWidth, 10_000);
    return List.of(rope, rope);
  }

  private static Rope globalRope(ModelConfig c, int headWidth) {
    JsonFile byKind = c.json().child("rope_parameters");
    JsonFile parameters =
        byKind.has("full_attention")
            ? byKind.child("full_attention")
            : c.json().child("rope_scaling");
    return Rope.read(c, parameters, headWidth, 1_000_000);
  }

  private static Rope localRope(ModelConfig c, int headWidth) {
    JsonFile own = c.json().child("rope_parameters").child("sliding_attention");
    double theta = own.number("rope_theta", c.number("rope_local_base_freq", 10_000));
    return Rope.scaled(c, own, headWidth, theta);
  }

  private static NDArray plusOne(Weights w, String name, long d) {
    NDArray weight = w.get(name, d);
    weight.addi(1);
    return weight;
  }

  private static Decoder.Layer layer(
      Weights w, Decoder.Spec s, int mlp, boolean third, boolean behind) {
    long d = s.width();
    long q = (long) s.heads() * s.headWidth();
    long kv = (long) s.kvHeads() * s.headWidth();
    return new Decoder.Layer(
        plusOne(w, "input_layernorm.weight", d),
        w.rows(new long[] {q + 2 * kv, d}, Llama.qkv("weight")),
        w.has("self_attn.q_proj.bias")
            ? w.rows(new long[] {q + 2 * kv}, Llama.qkv("bias"))
            : w.none(),
        third ? headNorm(w, s) : w.none(),
        w.get("self_attn.o_proj.weight", d, q),
        w.optional("self_attn.o_proj.bias", d),
        behind ? plusOne(w, "post_attention_layernorm.weight", d) : w.none(),
        plusOne(
            w, behind ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight", d),
        w.rows(new long[] {2L * mlp, d}, "mlp.gate_proj.weight", "mlp.up_proj.weight"),
        w.none(),
        w.get("mlp.down_proj.weight", d, mlp),
        w.none(),
        behind ? plusOne(w, "post_feedforward_layernorm.weight", d) : w.none());
  }

  /** One row a query head, then one a key head [heads + kv heads, head width]. */
  private static NDArray headNorm(Weights w, Decoder.Spec s) {
    NDArray q = plusOne(w, "self_attn.q_norm.weight", s.headWidth()).expandDims(0);
    NDArray k = plusOne(w, "self_attn.k_norm.weight", s.headWidth()).expandDims(0);
    return q.tile(new long[] {s.heads(), 1}).concat(k.tile(new long[] {s.kvHeads(), 1}), 0);
  }
}
