package dev.facet.model;

import com.google.gson.JsonElement;
import dev.facet.core.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tokens that end an answer: generation_config.json, else config.json. */
final class EndTokens {

  private EndTokens() {}

  static Set<Integer> read(Folder folder) {
    return read(folder.path(), folder.config());
  }

  static Set<Integer> read(Path folder, ModelConfig config) {
    Path generation = folder.resolve("generation_config.json");
    JsonFile root = config.json();
    List<JsonFile> places =
        Files.exists(generation)
            ? List.of(JsonFile.read(generation), root.child("text_config"), root)
            : List.of(root.child("text_config"), root);
    for (JsonFile place : places) {
      Set<Integer> found = new LinkedHashSet<>();
      JsonElement e = place.root().get("eos_token_id");
      if (e != null && e.isJsonArray()) {
        for (double id : place.numbers("eos_token_id")) {
          found.add((int) id);
        }
      } else if (place.has("eos_token_id")) {
        found.add(place.integer("eos_token_id", 0));
      }
      if (!found.isEmpty()) {
        return Set.copyOf(found);
      }
    }
    return Set.of();
  }
}
