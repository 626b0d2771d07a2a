package dev.facet.explain;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.core.AtomicFile;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Explanations with the fields of Ferrando et al.'s vision-interp: {@code feature_name, prompt,
 * explanation, raw_output, prompt_log_probs} (which holds mean token probabilities there too) and
 * {@code metadata}. A file holds a list; a folder one file a latent, as their evaluation expects
 * it.
 */
public final class VisionInterpJson {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private VisionInterpJson() {}

  /**
   * Writes explanations.
   *
   * @param target a name that ends in .json, or a folder
   * @throws dev.facet.core.FacetException when it cannot be written
   */
  public static void write(Path target, List<Explanation> explanations) {
    if (target.getFileName().toString().endsWith(".json")) {
      JsonArray all = new JsonArray();
      explanations.forEach(e -> all.add(json(e)));
      AtomicFile.write(target, (GSON.toJson(all) + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    for (Explanation e : explanations) {
      Path file =
          target
              .resolve("latent_" + e.feature())
              .resolve("explanations")
              .resolve("explanation.json");
      AtomicFile.write(file, (GSON.toJson(json(e)) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  static JsonObject json(Explanation e) {
    ExplanationRecipe recipe = e.recipe();
    JsonObject json = new JsonObject();
    json.addProperty("feature_name", e.feature());
    json.addProperty("prompt", recipe.prompt());
    json.add("explanation", list(e.text()));
    json.add("raw_output", list(e.raw()));
    JsonArray probabilities = new JsonArray();
    probabilities.add(e.meanProbability());
    json.add("prompt_log_probs", probabilities);
    JsonObject metadata = new JsonObject();
    metadata.addProperty("timestamp", e.created());
    metadata.addProperty("model", recipe.provenance().model());
    metadata.addProperty("prompt_system", "");
    metadata.addProperty("base_image_type", baseImage(recipe));
    Double coefficient = recipe.coefficient();
    metadata.addProperty("steering_coeff", coefficient == null ? "0" : number(coefficient));
    JsonObject sampling = new JsonObject();
    sampling.addProperty("do_sample", false);
    sampling.addProperty("max_new_tokens", recipe.maxTokens());
    metadata.add("sampling", sampling);
    metadata.addProperty("sae_id", recipe.provenance().sae());
    // Theirs stand in the folder's name.
    metadata.addProperty(
        "steering_type",
        switch (recipe.method()) {
          case STEERING -> "raw";
          case TOPK -> "none";
          case HYBRID -> "steering_aided_top_k";
        });
    metadata.addProperty(
        "direction_type",
        switch (recipe.control()) {
          case NONE -> "sae";
          case RANDOM -> "random_norm_matched";
          case PERMUTED -> "permuted";
        });
    json.add("metadata", metadata);
    return json;
  }

  private static String baseImage(ExplanationRecipe recipe) {
    String image = recipe.baseImage();
    if (image == null) {
      return "none";
    }
    return image.equals("white") ? "blank" : image.startsWith("noise") ? "random" : image;
  }

  private static JsonArray list(String text) {
    JsonArray list = new JsonArray();
    text.lines().forEach(list::add);
    return list;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
