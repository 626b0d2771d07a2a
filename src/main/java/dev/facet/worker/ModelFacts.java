package dev.facet.worker;

import com.google.gson.JsonElement;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.image.ImageProcessor;
import dev.facet.model.ModelFolder;
import dev.facet.model.ModelInfo;
import dev.facet.text.ChatTemplate;
import dev.facet.text.Tokenizer;
import dev.facet.text.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a model folder is, by its configuration files and the headers of its weights. */
final class ModelFacts {

  private static final String IN_LAYER = ".(in|out|mlp_in|mlp_out)";

  /** Options that change which token is the most probable, with the values that do not. */
  private static final Map<String, String> PLAIN =
      Map.of(
          "repetition_penalty", "1(\\.0)?",
          "no_repeat_ngram_size", "0",
          "suppress_tokens", "\\[]",
          "begin_suppress_tokens", "\\[]",
          "bad_words_ids", "\\[]",
          "min_length", "0",
          "min_new_tokens", "0",
          "num_beams", "1");

  private ModelFacts() {}

  /**
   * @throws dev.facet.core.FacetException when the folder cannot be opened
   */
  static Map<String, Object> of(Path folder) {
    ModelInfo info = ModelFolder.inspect(folder);
    JsonFile config = JsonFile.read(folder.resolve("config.json"));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("family", info.family());
    facts.put("library", "transformers");
    if (config.has("transformers_version")) {
      facts.put("format_version", config.string("transformers_version", ""));
    }
    List<String> architectures = config.strings("architectures");
    if (!architectures.isEmpty()) {
      facts.put("architecture", architectures.getFirst());
    }
    facts.put("writes_captions", info.captions());
    facts.put("vision_layers", info.visionLayers());
    facts.put("vision_width", info.visionWidth());
    facts.put("patches", info.patches().rows() + " x " + info.patches().columns());
    if (info.captions()) {
      facts.put(
          "language_model", config.child("text_config").string("model_type", "as the family"));
      facts.put("language_layers", info.languageLayers());
      facts.put("language_width", info.languageWidth());
    }
    facts.put("parameters", info.parameters());
    facts.put("hook_points", hookPoints(info, config));
    facts.put("image_processor", ImageProcessor.describe(folder));
    if (Files.exists(folder.resolve("tokenizer.json"))) {
      facts.put("tokenizer", tokenizer(Tokenizer.describe(folder)));
    }
    if (info.captions()) {
      facts.put(
          "chat_template",
          ChatTemplate.find(folder)
              .map(t -> String.valueOf(t.source().getFileName()))
              .orElse("none"));
      facts.put("end_tokens", List.copyOf(new TreeSet<>(ModelFolder.endTokens(folder))));
      pad(folder, config, facts);
    }
    return facts;
  }

  private static Map<String, Object> tokenizer(Tokenizer.Description found) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("type", found.type());
    facts.put("vocabulary", found.vocabulary());
    if (found.maxLength() > 0) {
      facts.put("max_length", found.maxLength());
    }
    facts.putAll(found.special());
    return facts;
  }

  private static void pad(Path folder, JsonFile config, Map<String, Object> facts) {
    Path file = folder.resolve("generation_config.json");
    JsonFile generation = Files.exists(file) ? JsonFile.read(file) : config;
    if (generation.has("pad_token_id")) {
      facts.put("pad_token", generation.integer("pad_token_id", 0));
    }
  }

  /** Names of the places that can be read, layers as ranges. */
  private static List<String> hookPoints(ModelInfo info, JsonFile config) {
    List<String> names = new ArrayList<>();
    names.add("vision.embeddings");
    names.add(layers("vision", info.visionLayers()));
    names.add("vision.post_norm");
    if (!info.family().equals("qwen2_5_vl")) {
      names.add("vision.pooled");
    }
    if (info.captions()) {
      names.add("projector.out");
      names.add("language.embeddings");
      names.add(layers("language", info.languageLayers()));
      names.add("language.post_norm");
    } else if (config.has("text_config")) {
      names.add("vision.projection");
      names.add("text.embeddings");
      names.add(layers("text", config.child("text_config").integer("num_hidden_layers", 12)));
      names.addAll(List.of("text.post_norm", "text.pooled", "text.projection"));
    }
    return names;
  }

  private static String layers(String tower, int count) {
    return tower + ".layers.0-" + (count - 1) + IN_LAYER;
  }

  /** What looks wrong without being in the way. */
  static List<String> warnings(Path folder) {
    JsonFile config = JsonFile.read(folder.resolve("config.json"));
    List<String> all = new ArrayList<>(vocabulary(folder, config));
    all.addAll(decoding(folder));
    try {
      ChatTemplate.find(folder).ifPresent(t -> t.render(List.of(Turn.user(1, "?")), true));
    } catch (FacetException e) {
      all.add(e.getMessage());
    }
    return all;
  }

  /** What transformers would do to the probabilities of tokens before it takes the largest. */
  private static List<String> decoding(Path folder) {
    Path file = folder.resolve("generation_config.json");
    if (!Files.exists(file)) {
      return List.of();
    }
    JsonFile generation = JsonFile.read(file);
    List<String> all = new ArrayList<>();
    new TreeMap<>(PLAIN)
        .forEach(
            (option, plain) -> {
              JsonElement found = generation.root().get(option);
              if (found != null && !found.isJsonNull() && !found.toString().matches(plain)) {
                all.add(
                    "generation_config.json asks for "
                        + option
                        + " "
                        + found
                        + ", which is not applied: answers follow the model's own probabilities");
              }
            });
    return all;
  }

  private static List<String> vocabulary(Path folder, JsonFile config) {
    if (!Files.exists(folder.resolve("tokenizer.json"))) {
      return List.of();
    }
    int words = Tokenizer.describe(folder).vocabulary();
    JsonFile text = config.child("text_config");
    int rows = text.has("vocab_size") ? text.integer("vocab_size", words) : words;
    return words > rows && !config.string("model_type", "").equals("paligemma")
        ? List.of(
            "The tokenizer has "
                + words
                + " tokens, the model "
                + rows
                + ": texts with the tokens beyond cannot be read")
        : List.of();
  }
}
