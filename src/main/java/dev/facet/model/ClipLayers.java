package dev.facet.model;

import dev.facet.tensor.Weights;

/**
 * The layer weights of CLIP and SigLIP, vision and text alike: {@code
 * layers.i.{layer_norm1,self_attn.{q,k,v,out}_proj,layer_norm2,mlp.fc1,mlp.fc2}}.
 */
final class ClipLayers {

  private ClipLayers() {}

  static Encoder.Layer read(Weights encoder, Encoder.Spec s, int layer) {
    Weights w = encoder.at("layers." + layer + ".");
    long d = s.width();
    long h = s.hidden();
    String q = "self_attn.q_proj.";
    String k = "self_attn.k_proj.";
    String v = "self_attn.v_proj.";
    return new Encoder.Layer(
        w.get("layer_norm1.weight", d),
        w.get("layer_norm1.bias", d),
        w.rows(new long[] {3 * d, d}, q + "weight", k + "weight", v + "weight"),
        w.rows(new long[] {3 * d}, q + "bias", k + "bias", v + "bias"),
        w.none(),
        w.none(),
        w.get("self_attn.out_proj.weight", d, d),
        w.get("self_attn.out_proj.bias", d),
        w.none(),
        w.get("layer_norm2.weight", d),
        w.get("layer_norm2.bias", d),
        w.get("mlp.fc1.weight", h, d),
        w.get("mlp.fc1.bias", h),
        w.get("mlp.fc2.weight", d, h),
        w.get("mlp.fc2.bias", d),
        w.none());
  }
}
