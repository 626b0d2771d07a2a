package dev.facet.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import dev.facet.model.TowerFingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the demo models as Hugging Face folders that transformers loads: {@code CLIPModel} and
 * {@code LlavaForConditionalGeneration}, each with tokenizer and processor. The fingerprint of the
 * vision tower goes into {@code config.json} under a key of ours, {@code facet_tower}.
 */
final class ModelFolderWriter {

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();
  private static final double[] MEAN = {0.48145466, 0.4578275, 0.40821073};
  private static final double[] STD = {0.26862954, 0.26130258, 0.27577711};
  private static final int BICUBIC = 3;
  private static final int CONTEXT = 512;
  private static final double RMS_EPSILON = 1e-6;
  private static final double LAYER_NORM_EPSILON = 1e-5;

  /** {@code <bos> user : <image> question assistant :}, single spaces between words. */
  private static final String TEMPLATE =
      "<bos>{% for message in messages %} {{ message['role'] }} :"
          + "{% for part in message['content'] %}{% if part['type'] == 'image' %} <image>"
          + "{% else %} {{ part['text'] }}{% endif %}{% endfor %}{% endfor %}"
          + "{% if add_generation_prompt %} assistant :{% endif %}";

  private final TowerShape shape;
  private final Vocabulary vocabulary;

  ModelFolderWriter(TowerShape shape, Vocabulary vocabulary) {
    this.shape = shape;
    this.vocabulary = vocabulary;
  }

  /**
   * Writes the CLIP.
   *
   * @return the fingerprint of its vision tower
   */
  String clip(Path folder, Parameters tower) {
    create(folder);
    String fingerprint = weights(folder, TowerTensors.clip(tower, shape));
    JsonObject config = new JsonObject();
    config.add("architectures", array(List.of("CLIPModel")));
    config.addProperty("dtype", "float32");
    config.addProperty("facet_tower", fingerprint);
    config.addProperty("logit_scale_init_value", 2.6592);
    config.addProperty("model_type", "clip");
    config.addProperty("projection_dim", shape.projection());
    config.add("text_config", textConfig());
    config.add("vision_config", visionConfig());
    write(folder.resolve("config.json"), config);
    JsonObject template = new JsonObject();
    template.addProperty("type", "TemplateProcessing");
    template.add("single", pieces("<bos>", "A", "<eos>"));
    template.add("pair", pieces("<bos>", "A", "<eos>"));
    JsonObject special = new JsonObject();
    special.add("<bos>", specialPiece("<bos>", Vocabulary.BOS));
    special.add("<eos>", specialPiece("<eos>", Vocabulary.EOS));
    template.add("special_tokens", special);
    tokenizer(folder, template, "CLIPProcessor", shape.textPositions());
    write(folder.resolve("preprocessor_config.json"), imageProcessor());
    JsonObject processor = new JsonObject();
    processor.add("image_processor", imageProcessor());
    processor.addProperty("processor_class", "CLIPProcessor");
    write(folder.resolve("processor_config.json"), processor);
    return fingerprint;
  }

  /**
   * Writes a captioner with the tower in it.
   *
   * @return the fingerprint of its vision tower
   */
  String llava(Path folder, Parameters tower, CaptionerShape captioner, Parameters trained) {
    create(folder);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    TowerTensors.vision(tower, shape).forEach((name, t) -> tensors.put("vision_tower." + name, t));
    for (Map.Entry<String, FloatTensor> e : trained.tensors().entrySet()) {
      String name = e.getKey();
      String full =
          name.startsWith("multi_modal_projector.") ? name : "language_model.model." + name;
      if (name.contains(".qkv_proj.")) {
        TowerTensors.split(
            tensors, full, ".qkv_proj.", e.getValue(), ".q_proj.", ".k_proj.", ".v_proj.");
      } else if (name.contains(".gate_up_proj.")) {
        TowerTensors.split(
            tensors, full, ".gate_up_proj.", e.getValue(), ".gate_proj.", ".up_proj.");
      } else {
        tensors.put(full, e.getValue());
      }
    }
    String fingerprint = weights(folder, tensors);
    JsonObject config = new JsonObject();
    config.add("architectures", array(List.of("LlavaForConditionalGeneration")));
    config.addProperty("dtype", "float32");
    config.addProperty("facet_tower", fingerprint);
    config.addProperty("image_seq_length", shape.patches());
    config.addProperty("image_token_id", Vocabulary.IMAGE);
    config.addProperty("image_token_index", Vocabulary.IMAGE);
    config.addProperty("model_type", "llava");
    config.addProperty("multimodal_projector_bias", true);
    config.addProperty("projector_hidden_act", "gelu");
    config.add("text_config", languageConfig(captioner));
    config.addProperty("tie_word_embeddings", true);
    config.add("vision_config", visionConfig());
    config.addProperty("vision_feature_layer", -2);
    config.addProperty("vision_feature_select_strategy", "default");
    write(folder.resolve("config.json"), config);
    JsonObject generation = new JsonObject();
    generation.addProperty("bos_token_id", Vocabulary.BOS);
    generation.addProperty("do_sample", false);
    generation.addProperty("eos_token_id", Vocabulary.EOS);
    generation.addProperty("max_new_tokens", 24);
    generation.addProperty("pad_token_id", Vocabulary.PAD);
    write(folder.resolve("generation_config.json"), generation);
    tokenizer(folder, null, "LlavaProcessor", CONTEXT);
    AtomicFile.write(
        folder.resolve("chat_template.jinja"), TEMPLATE.getBytes(StandardCharsets.UTF_8));
    write(folder.resolve("preprocessor_config.json"), imageProcessor());
    JsonObject processor = new JsonObject();
    processor.add("image_processor", imageProcessor());
    processor.addProperty("image_token", "<image>");
    processor.addProperty("num_additional_image_tokens", 1);
    processor.addProperty("patch_size", shape.patch());
    processor.addProperty("processor_class", "LlavaProcessor");
    processor.addProperty("vision_feature_select_strategy", "default");
    write(folder.resolve("processor_config.json"), processor);
    return fingerprint;
  }

  private static String weights(Path folder, Map<String, FloatTensor> tensors) {
    Path file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return TowerFingerprint.of(checkpoint);
    }
  }

  private JsonObject visionConfig() {
    JsonObject config = new JsonObject();
    config.addProperty("attention_dropout", 0.0);
    config.addProperty("hidden_act", "quick_gelu");
    config.addProperty("hidden_size", shape.width());
    config.addProperty("image_size", shape.image());
    config.addProperty("intermediate_size", 4 * shape.width());
    config.addProperty("layer_norm_eps", LAYER_NORM_EPSILON);
    config.addProperty("model_type", "clip_vision_model");
    config.addProperty("num_attention_heads", shape.heads());
    config.addProperty("num_channels", 3);
    config.addProperty("num_hidden_layers", shape.layers());
    config.addProperty("patch_size", shape.patch());
    config.addProperty("projection_dim", shape.projection());
    return config;
  }

  private JsonObject textConfig() {
    JsonObject config = new JsonObject();
    config.addProperty("attention_dropout", 0.0);
    config.addProperty("bos_token_id", Vocabulary.BOS);
    config.addProperty("eos_token_id", Vocabulary.EOS);
    config.addProperty("hidden_act", "quick_gelu");
    config.addProperty("hidden_size", shape.textWidth());
    config.addProperty("intermediate_size", 4 * shape.textWidth());
    config.addProperty("layer_norm_eps", LAYER_NORM_EPSILON);
    config.addProperty("max_position_embeddings", shape.textPositions());
    config.addProperty("model_type", "clip_text_model");
    config.addProperty("num_attention_heads", shape.textHeads());
    config.addProperty("num_hidden_layers", shape.textLayers());
    config.addProperty("pad_token_id", Vocabulary.PAD);
    config.addProperty("projection_dim", shape.projection());
    config.addProperty("vocab_size", vocabulary.size());
    return config;
  }

  private JsonObject languageConfig(CaptionerShape captioner) {
    JsonObject config = new JsonObject();
    config.addProperty("attention_bias", false);
    config.addProperty("attention_dropout", 0.0);
    config.addProperty("bos_token_id", Vocabulary.BOS);
    config.addProperty("eos_token_id", Vocabulary.EOS);
    config.addProperty("head_dim", captioner.width() / captioner.heads());
    config.addProperty("hidden_act", "silu");
    config.addProperty("hidden_size", captioner.width());
    config.addProperty("intermediate_size", captioner.inner());
    config.addProperty("max_position_embeddings", CONTEXT);
    config.addProperty("mlp_bias", false);
    config.addProperty("model_type", "llama");
    config.addProperty("num_attention_heads", captioner.heads());
    config.addProperty("num_hidden_layers", captioner.layers());
    config.addProperty("num_key_value_heads", captioner.heads());
    config.addProperty("pad_token_id", Vocabulary.PAD);
    config.addProperty("rms_norm_eps", RMS_EPSILON);
    JsonObject rope = new JsonObject();
    rope.addProperty("rope_theta", 10000.0);
    rope.addProperty("rope_type", "default");
    config.add("rope_parameters", rope);
    config.addProperty("rope_theta", 10000.0);
    config.addProperty("tie_word_embeddings", true);
    config.addProperty("vocab_size", vocabulary.size());
    return config;
  }

  private JsonObject imageProcessor() {
    JsonObject config = new JsonObject();
    JsonObject crop = new JsonObject();
    crop.addProperty("height", shape.image());
    crop.addProperty("width", shape.image());
    config.add("crop_size", crop);
    config.addProperty("do_center_crop", true);
    config.addProperty("do_convert_rgb", true);
    config.addProperty("do_normalize", true);
    config.addProperty("do_rescale", true);
    config.addProperty("do_resize", true);
    config.add("image_mean", JSON.toJsonTree(MEAN));
    config.addProperty("image_processor_type", "CLIPImageProcessor");
    config.add("image_std", JSON.toJsonTree(STD));
    config.addProperty("resample", BICUBIC);
    config.addProperty("rescale_factor", 1 / 255.0);
    JsonObject size = new JsonObject();
    size.addProperty("shortest_edge", shape.image());
    config.add("size", size);
    return config;
  }

  /** {@code tokenizer.json} (lower case, one word one token) and {@code tokenizer_config.json}. */
  private void tokenizer(
      Path folder,
      @org.jspecify.annotations.Nullable JsonElement postProcessor,
      String processor,
      int length) {
    JsonObject root = new JsonObject();
    root.addProperty("version", "1.0");
    root.add("truncation", null);
    root.add("padding", null);
    JsonArray added = new JsonArray();
    for (int id = 0; id <= Vocabulary.IMAGE; id++) {
      JsonObject token = new JsonObject();
      token.addProperty("id", id);
      token.addProperty("content", vocabulary.words().get(id));
      token.addProperty("single_word", false);
      token.addProperty("lstrip", false);
      token.addProperty("rstrip", false);
      token.addProperty("normalized", false);
      token.addProperty("special", true);
      added.add(token);
    }
    root.add("added_tokens", added);
    root.add("normalizer", typed("Lowercase"));
    root.add("pre_tokenizer", typed("WhitespaceSplit"));
    root.add("post_processor", postProcessor);
    root.add("decoder", null);
    JsonObject model = typed("WordLevel");
    JsonObject words = new JsonObject();
    for (int id = 0; id < vocabulary.size(); id++) {
      words.addProperty(vocabulary.words().get(id), id);
    }
    model.add("vocab", words);
    model.addProperty("unk_token", "<unk>");
    root.add("model", model);
    write(folder.resolve("tokenizer.json"), root);
    JsonObject config = new JsonObject();
    config.addProperty("bos_token", "<bos>");
    config.addProperty("clean_up_tokenization_spaces", false);
    config.addProperty("eos_token", "<eos>");
    config.addProperty("image_token", "<image>");
    config.addProperty("model_max_length", length);
    config.addProperty("pad_token", "<pad>");
    config.addProperty("processor_class", processor);
    config.addProperty("tokenizer_class", "PreTrainedTokenizerFast");
    config.addProperty("unk_token", "<unk>");
    write(folder.resolve("tokenizer_config.json"), config);
    JsonObject special = new JsonObject();
    special.addProperty("bos_token", "<bos>");
    special.addProperty("eos_token", "<eos>");
    special.addProperty("pad_token", "<pad>");
    special.addProperty("unk_token", "<unk>");
    write(folder.resolve("special_tokens_map.json"), special);
  }

  private static JsonArray pieces(String begin, String sequence, String end) {
    JsonArray all = new JsonArray();
    all.add(piece("SpecialToken", begin));
    all.add(piece("Sequence", sequence));
    all.add(piece("SpecialToken", end));
    return all;
  }

  private static JsonObject piece(String type, String id) {
    JsonObject inner = new JsonObject();
    inner.addProperty("id", id);
    inner.addProperty("type_id", 0);
    JsonObject outer = new JsonObject();
    outer.add(type, inner);
    return outer;
  }

  private static JsonObject specialPiece(String token, int id) {
    JsonObject piece = new JsonObject();
    piece.addProperty("id", token);
    JsonArray ids = new JsonArray();
    ids.add(id);
    piece.add("ids", ids);
    piece.add("tokens", array(List.of(token)));
    return piece;
  }

  private static JsonObject typed(String type) {
    JsonObject object = new JsonObject();
    object.addProperty("type", type);
    return object;
  }

  private static JsonArray array(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static void write(Path file, JsonObject json) {
    AtomicFile.write(file, (JSON.toJson(json) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FacetException.badInput("Cannot make the folder " + folder, e);
    }
  }
}
