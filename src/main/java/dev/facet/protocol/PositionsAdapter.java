package dev.facet.protocol;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.facet.core.FacetException;
import dev.facet.core.Positions;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Positions as {@code "all"}, {@code "cls"}, {@code "patches"}, {@code "active"}, {@code "text"},
 * {@code "last"} or {@code [[0,1,…],…]}: patch indices in raster order, one list an image.
 */
final class PositionsAdapter implements JsonSerializer<Positions>, JsonDeserializer<Positions> {

  @Override
  public JsonElement serialize(Positions value, Type type, JsonSerializationContext context) {
    return value.patches() == null
        ? new JsonPrimitive(LowerCaseEnums.word(value.kind()))
        : context.serialize(value.patches());
  }

  @Override
  public Positions deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
    if (json.isJsonArray()) {
      List<List<Integer>> images = new ArrayList<>();
      for (JsonElement image : json.getAsJsonArray()) {
        if (!image.isJsonArray()) {
          throw wrong(json);
        }
        List<Integer> patches = new ArrayList<>();
        for (JsonElement patch : image.getAsJsonArray()) {
          patches.add(index(patch, json));
        }
        images.add(List.copyOf(patches));
      }
      return Positions.mask(List.copyOf(images));
    }
    if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()) {
      return switch (json.getAsString()) {
        case "all" -> Positions.ALL;
        case "cls" -> Positions.CLS;
        case "patches" -> Positions.PATCHES;
        case "active" -> Positions.ACTIVE;
        case "text" -> Positions.TEXT;
        case "last" -> Positions.LAST;
        default -> throw wrong(json);
      };
    }
    throw wrong(json);
  }

  private static int index(JsonElement patch, JsonElement whole) {
    if (patch.isJsonPrimitive() && patch.getAsJsonPrimitive().isNumber()) {
      double number = patch.getAsDouble();
      if (number >= 0 && number <= Integer.MAX_VALUE && number == Math.rint(number)) {
        return (int) number;
      }
    }
    throw wrong(whole);
  }

  private static FacetException wrong(JsonElement json) {
    String found = json.toString();
    return FacetException.badInput(
        "Positions must be \"all\", \"cls\", \"patches\", \"active\", \"text\", \"last\" or one list of patch indices an image such as [[0,1,5]], found "
            + (found.length() > 80 ? found.substring(0, 80) + "…" : found));
  }
}
