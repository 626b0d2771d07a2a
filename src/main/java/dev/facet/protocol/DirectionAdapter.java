package dev.facet.protocol;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.facet.core.Direction;
import java.lang.reflect.Type;

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
    return json;
  }

  @Override
  public Direction deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
    StrictObject object =
        new StrictObject("direction", json, "sae", "latent", "file", "tensor", "neuron", "random");
    return new Direction(
        object.optionalText("sae"),
        object.optionalInt("latent"),
        object.optionalText("file"),
        object.optionalText("tensor"),
        object.optionalInt("neuron"),
        object.optionalLong("random"));
  }
}
