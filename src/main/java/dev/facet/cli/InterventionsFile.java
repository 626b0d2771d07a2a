package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.facet.core.FacetException;
import dev.facet.core.FileLimit;
import dev.facet.core.Intervention;
import dev.facet.protocol.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Interventions as people write them: a JSON list of {@code {"site": "vision.layers.10.out",
 * "mode": "add", "strength": 20.0, "direction": {"sae": PATH, "latent": 17}, "positions": "all",
 * "during": "prefill"}}.
 */
final class InterventionsFile {
  private static final long LARGEST = 16L << 20;

  private InterventionsFile() {}

  /**
   * Reads what a person gave: the list itself, or the name of a file that holds it.
   *
   * @throws FacetException when it is not such a list
   */
  static List<Intervention> of(String argument) {
    if (argument.stripLeading().startsWith("[")) {
      try {
        return list("--interventions", JsonParser.parseString(argument));
      } catch (JsonParseException e) {
        throw FacetException.badInput("--interventions is not valid JSON: " + e.getMessage(), e);
      }
    }
    return read(Path.of(argument));
  }

  /**
   * Reads the file.
   *
   * @throws FacetException when it is not such a list; the message names the file, the entry and
   *     what is wrong with it
   */
  static List<Intervention> read(Path file) {
    return list(file.toString(), parse(file));
  }

  private static List<Intervention> list(String file, JsonElement json) {
    if (!json.isJsonArray()) {
      throw FacetException.badInput(
          file + " must hold a JSON list of interventions, found " + kind(json));
    }
    JsonArray entries = json.getAsJsonArray();
    List<Intervention> interventions = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      try {
        interventions.add(ProtocolJson.compact().fromJson(entries.get(i), Intervention.class));
      } catch (FacetException e) {
        throw FacetException.badInput(
            "Entry " + (i + 1) + " of " + file + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(interventions);
  }

  private static JsonElement parse(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw FacetException.notFound("There is no file of interventions " + file);
      }
      FileLimit.check(file, LARGEST);
      return JsonParser.parseString(Files.readString(file));
    } catch (JsonParseException e) {
      throw FacetException.badInput(file + " is not valid JSON: " + e.getMessage(), e);
    } catch (IOException e) {
      throw FacetException.badInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String kind(JsonElement json) {
    return json.isJsonObject()
        ? "one object; put it in [ ]"
        : json.isJsonNull() ? "nothing" : json.toString();
  }
}
