package dev.facet.bench;

import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.model.ModelFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Writes a LLaVA folder of any size with random weights, to measure speed where no trained model of
 * that size is at hand. Tokenizer and template are the test fixture's.
 */
final class RandomLlava {

  /** Sizes of the two networks. */
  record Shape(
      int image,
      int patch,
      int visionWidth,
      int visionLayers,
      int visionHeads,
      int width,
      int layers,
      int heads,
      int kvHeads,
      int mlp,
      int vocabulary) {

    /** As small as the shipped demo model. */
    static Shape demo() {
      return new Shape(64, 8, 128, 6, 4, 128, 3, 4, 4, 344, 512);
    }

    /** CLIP B/16 and a 135 M Llama. */
    static Shape smol() {
      return new Shape(224, 16, 768, 12, 12, 576, 30, 9, 3, 1536, 49152);
    }
  }

  private final Map<String, FloatTensor> tensors = new LinkedHashMap<>();
  private final Random random = new Random(1);

  private RandomLlava() {}

  static void write(Path folder, Shape s) throws IOException {
    Files.createDirectories(folder);
    Path fixture = ModelFixture.ROOT.resolve("llava");
    for (String file :
        new String[] {"tokenizer.json", "tokenizer_config.json", "chat_template.jinja"}) {
      Files.writeString(folder.resolve(file), Files.readString(fixture.resolve(file)));
    }
    Files.writeString(
        folder.resolve("processor_config.json"),
        Files.readString(fixture.resolve("processor_config.json"))
            .replace("28", Integer.toString(s.image))
            .replace("\"patch_size\": 7", "\"patch_size\": " + s.patch));
    Files.writeString(folder.resolve("generation_config.json"), "{}");
    Files.writeString(folder.resolve("config.json"), config(s));
    RandomLlava writer = new RandomLlava();
    writer.vision(s);
    writer.language(s);
    SafetensorsWriter.write(folder.resolve("model.safetensors"), writer.tensors, Map.of());
  }

  private static String config(Shape s) {
    return """
    {"model_type": "llava", "architectures": ["LlavaForConditionalGeneration"], "image_token_index": 345,
     "projector_hidden_act": "gelu", "vision_feature_layer": -2, "vision_feature_select_strategy": "default",
     "vision_config": {"model_type": "clip_vision_model", "hidden_size": %d, "num_hidden_layers": %d,
       "num_attention_heads": %d, "intermediate_size": %d, "image_size": %d, "patch_size": %d, "hidden_act": "quick_gelu"},
     "text_config": {"model_type": "llama", "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
       "num_key_value_heads": %d, "intermediate_size": %d, "vocab_size": %d, "rms_norm_eps": 1e-5,
       "max_position_embeddings": 2048, "tie_word_embeddings": true}}
    """
        .formatted(
            s.visionWidth,
            s.visionLayers,
            s.visionHeads,
            4 * s.visionWidth,
            s.image,
            s.patch,
            s.width,
            s.layers,
            s.heads,
            s.kvHeads,
            s.mlp,
            s.vocabulary);
  }

  private void vision(Shape s) {
    String p = "vision_tower.vision_model.";
    int d = s.visionWidth;
    int patches = (s.image / s.patch) * (s.image / s.patch);
    put(p + "embeddings.class_embedding", 0.5f, d);
    put(p + "embeddings.patch_embedding.weight", 0.05f, d, 3, s.patch, s.patch);
    put(p + "embeddings.position_embedding.weight", 0.3f, patches + 1, d);
    norm(p + "pre_layrnorm", d);
    norm(p + "post_layernorm", d);
    for (int l = 0; l < s.visionLayers; l++) {
      String layer = p + "encoder.layers." + l + ".";
      norm(layer + "layer_norm1", d);
      norm(layer + "layer_norm2", d);
      for (String name : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
        linear(layer + "self_attn." + name, d, d);
      }
      linear(layer + "mlp.fc1", d, 4 * d);
      linear(layer + "mlp.fc2", 4 * d, d);
    }
    linear("multi_modal_projector.linear_1", d, s.width);
    linear("multi_modal_projector.linear_2", s.width, s.width);
  }

  private void language(Shape s) {
    String p = "language_model.model.";
    int hd = s.width / s.heads;
    put(p + "embed_tokens.weight", 1, s.vocabulary, s.width);
    ones(p + "norm.weight", s.width);
    for (int l = 0; l < s.layers; l++) {
      String layer = p + "layers." + l + ".";
      ones(layer + "input_layernorm.weight", s.width);
      ones(layer + "post_attention_layernorm.weight", s.width);
      weight(layer + "self_attn.q_proj.weight", s.width, s.heads * hd);
      weight(layer + "self_attn.k_proj.weight", s.width, s.kvHeads * hd);
      weight(layer + "self_attn.v_proj.weight", s.width, s.kvHeads * hd);
      weight(layer + "self_attn.o_proj.weight", s.heads * hd, s.width);
      weight(layer + "mlp.gate_proj.weight", s.width, s.mlp);
      weight(layer + "mlp.up_proj.weight", s.width, s.mlp);
      weight(layer + "mlp.down_proj.weight", s.mlp, s.width);
    }
  }

  private void linear(String name, int in, int out) {
    weight(name + ".weight", in, out);
    put(name + ".bias", 0.02f, out);
  }

  private void weight(String name, int in, int out) {
    put(name, (float) (1 / Math.sqrt(in)), out, in);
  }

  private void norm(String name, int d) {
    ones(name + ".weight", d);
    put(name + ".bias", 0.02f, d);
  }

  private void ones(String name, int d) {
    float[] data = new float[d];
    java.util.Arrays.fill(data, 1);
    tensors.put(name, FloatTensor.of(data, d));
  }

  private void put(String name, float scale, long... shape) {
    int size = 1;
    for (long n : shape) {
      size = Math.multiplyExact(size, (int) n);
    }
    float[] data = new float[size];
    for (int i = 0; i < size; i++) {
      data[i] = (float) random.nextGaussian() * scale;
    }
    tensors.put(name, FloatTensor.of(data, shape));
  }
}
