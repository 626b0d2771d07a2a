package dev.facet.protocol;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.facet.core.Direction;
import dev.facet.core.MeanDifference;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A direction as an object that holds only the keys of its one source. */
final class DirectionAdapter implements JsonSerializer<Direction>, JsonDeserializer<Direction> {

  @Override
  public JsonElement serialize(Direction value, Type type, JsonSerializationContext context) {
    JsonObject json = new JsonObject();
    if (value.sae() != null) {
      json.addProperty("sae", value.sae());
    }
    if (value.latent() != null) {
      json.addProperty("latent", value.latent());
    }
    if (value.file() != null) {
      json.addProperty("file", value.file());
    }
    if (value.tensor() != null) {
      json.addProperty("tensor", value.tensor());
    }
    if (value.neuron() != null) {
      json.addProperty("neuron", value.neuron());
    }
    if (value.random() != null) {
      json.addProperty("random", value.random());
    }
    if (value.means() != null) {
      json.add("plus", context.serialize(value.means().plus()));
      json.add("minus", context.serialize(value.means().minus()));
      json.addProperty("tokens", LowerCaseEnums.word(value.means().tokens()));
    }
    return json;
  }

  @Override
  public Direction deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
    StrictObject object =
        new StrictObject(
            "direction",
            json,
            "sae",
            "latent",
            "file",
            "tensor",
            "neuron",
            "random",
            "plus",
            "minus",
            "tokens");
    return new Direction(
        object.optionalText("sae"),
        object.optionalInt("latent"),
        object.optionalText("file"),
        object.optionalText("tensor"),
        object.optionalInt("neuron"),
        object.optionalLong("random"),
        means(object));
  }

  private static @Nullable MeanDifference means(StrictObject object) {
    if (object.optional("plus") == null
        && object.optional("minus") == null
        && object.optional("tokens") == null) {
      return null;
    }
    String tokens = object.optionalText("tokens");
    return new MeanDifference(
        object.texts("plus"),
        object.texts("minus"),
        tokens == null
            ? MeanDifference.Tokens.PATCHES
            : LowerCaseEnums.parse("kind of tokens", tokens, MeanDifference.Tokens.values()));
  }
}
