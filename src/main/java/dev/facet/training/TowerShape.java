package dev.facet.training;

import dev.facet.training.Parameters.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of the demo CLIP and the tensors that follow from them. Query, key and value weights are
 * one tensor while training; files hold them apart.
 *
 * @param image pixels along each side
 * @param patch pixels along each side of a patch
 * @param width of the vision tower
 * @param layers of the vision tower
 * @param heads of the vision tower
 * @param textWidth of the text tower
 * @param textLayers of the text tower
 * @param textHeads of the text tower
 * @param textPositions longest caption in tokens
 * @param projection width of the shared space
 * @param tap layer whose output learns patch labels too, besides the last but one: the SAE's site
 */
public record TowerShape(
    int image,
    int patch,
    int width,
    int layers,
    int heads,
    int textWidth,
    int textLayers,
    int textHeads,
    int textPositions,
    int projection,
    int tap) {

  /** The shipped model. */
  public static final TowerShape DEMO = new TowerShape(64, 8, 128, 6, 4, 96, 2, 4, 32, 96, 3);

  private static final double GAIN = 0.7;
  private static final double START_TEMPERATURE = 0.07;

  /** Patches along each side. */
  public int grid() {
    return image / patch;
  }

  public int patches() {
    return grid() * grid();
  }

  /** Index of the first tensor of the text tower. */
  int textOffset() {
    return 5 + 12 * layers + 3;
  }

  /** Vision tensors, text tensors, logit scale, then the heads of the dense losses. */
  List<Entry> entries(int vocabulary, int patchClasses, int colors, int backdrops) {
    List<Entry> all = new ArrayList<>();
    all.add(Entry.normal("vision_model.embeddings.class_embedding", 0.02, width));
    all.add(
        Entry.normal(
            "vision_model.embeddings.patch_embedding.weight", 0.05, width, 3L * patch * patch));
    all.add(
        Entry.normal(
            "vision_model.embeddings.position_embedding.weight", 0.02, 1L + patches(), width));
    norm(all, "vision_model.pre_layrnorm", width);
    for (int i = 0; i < layers; i++) {
      block(all, "vision_model.encoder.layers." + i, width, layers);
    }
    norm(all, "vision_model.post_layernorm", width);
    all.add(Entry.normal("visual_projection.weight", GAIN / Math.sqrt(width), projection, width));
    all.add(
        Entry.normal("text_model.embeddings.token_embedding.weight", 0.02, vocabulary, textWidth));
    all.add(
        Entry.normal(
            "text_model.embeddings.position_embedding.weight", 0.02, textPositions, textWidth));
    for (int i = 0; i < textLayers; i++) {
      block(all, "text_model.encoder.layers." + i, textWidth, textLayers);
    }
    norm(all, "text_model.final_layer_norm", textWidth);
    all.add(
        Entry.normal("text_projection.weight", GAIN / Math.sqrt(textWidth), projection, textWidth));
    all.add(Entry.constant("logit_scale", Math.log(1 / START_TEMPERATURE)));
    linear(all, "head.patch", width, patchClasses, GAIN);
    linear(all, "head.tap", width, patchClasses, GAIN);
    linear(all, "head.color", width, colors, GAIN);
    linear(all, "head.backdrop", width, backdrops, GAIN);
    return all;
  }

  private static void block(List<Entry> all, String name, int width, int layers) {
    double depth = 1 / Math.sqrt(2.0 * layers);
    norm(all, name + ".layer_norm1", width);
    linear(all, name + ".self_attn.qkv", width, 3 * width, GAIN);
    linear(all, name + ".self_attn.out_proj", width, width, GAIN * depth);
    norm(all, name + ".layer_norm2", width);
    linear(all, name + ".mlp.fc1", width, 4 * width, GAIN);
    linear(all, name + ".mlp.fc2", 4 * width, width, GAIN * depth);
  }

  private static void norm(List<Entry> all, String name, int width) {
    all.add(Entry.constant(name + ".weight", 1, width));
    all.add(Entry.constant(name + ".bias", 0, width));
  }

  private static void linear(List<Entry> all, String name, int in, int out, double gain) {
    all.add(Entry.normal(name + ".weight", gain / Math.sqrt(in), out, in));
    all.add(Entry.constant(name + ".bias", 0, out));
  }
}
