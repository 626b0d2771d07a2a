package dev.facet.training;

import dev.facet.training.Parameters.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of a demo captioner: LLaVA's two-layer projector and a Llama with tied embeddings.
 *
 * @param width of the language model
 * @param layers of the language model
 * @param heads of the language model; keys and values have as many
 */
public record CaptionerShape(int width, int layers, int heads) {

  /** The shipped captioner. */
  public static final CaptionerShape DEMO = new CaptionerShape(96, 3, 3);

  /** The shipped smaller one. */
  public static final CaptionerShape SMALL = new CaptionerShape(64, 2, 2);

  private static final double GAIN = 0.7;

  /** Width of the MLP: two thirds of four times the width, in whole sixteens. */
  public int inner() {
    return width * 8 / 3 / 16 * 16;
  }

  /** Query, key and value, and gate and up, are one tensor each while training. */
  List<Entry> entries(int vision, int vocabulary) {
    double depth = 1 / Math.sqrt(2.0 * layers);
    List<Entry> all = new ArrayList<>();
    all.add(
        Entry.normal(
            "multi_modal_projector.linear_1.weight", GAIN / Math.sqrt(vision), width, vision));
    all.add(Entry.constant("multi_modal_projector.linear_1.bias", 0, width));
    all.add(
        Entry.normal(
            "multi_modal_projector.linear_2.weight", GAIN / Math.sqrt(width), width, width));
    all.add(Entry.constant("multi_modal_projector.linear_2.bias", 0, width));
    all.add(Entry.normal("embed_tokens.weight", 0.02, vocabulary, width));
    for (int i = 0; i < layers; i++) {
      String name = "layers." + i + ".";
      double plain = GAIN / Math.sqrt(width);
      all.add(Entry.constant(name + "input_layernorm.weight", 1, width));
      all.add(Entry.normal(name + "self_attn.qkv_proj.weight", plain, 3L * width, width));
      all.add(Entry.normal(name + "self_attn.o_proj.weight", plain * depth, width, width));
      all.add(Entry.constant(name + "post_attention_layernorm.weight", 1, width));
      all.add(Entry.normal(name + "mlp.gate_up_proj.weight", plain, 2L * inner(), width));
      all.add(
          Entry.normal(
              name + "mlp.down_proj.weight", GAIN / Math.sqrt(inner()) * depth, width, inner()));
    }
    all.add(Entry.constant("norm.weight", 1, width));
    return all;
  }
}
