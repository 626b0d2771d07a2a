package dev.facet.protocol;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import java.lang.reflect.Type;

/**
 * An intervention as {@code {"site": …, "mode": "add", "strength": 20.0, "direction": {…},
 * "positions": "all", "during": "prefill"}}. Mode, positions and during may be left out (add, all,
 * prefill); an unknown key is refused, for a mistyped key would silently steer otherwise.
 */
final class InterventionAdapter
    implements JsonSerializer<Intervention>, JsonDeserializer<Intervention> {

  @Override
  public JsonElement serialize(Intervention value, Type type, JsonSerializationContext context) {
    JsonObject json = new JsonObject();
    json.addProperty("site", value.site().name());
    json.addProperty("mode", LowerCaseEnums.word(value.mode()));
    json.addProperty("strength", value.strength());
    json.add("direction", context.serialize(value.direction(), Direction.class));
    json.add("positions", context.serialize(value.positions(), Positions.class));
    json.addProperty("during", LowerCaseEnums.word(value.during()));
    return json;
  }

  @Override
  public Intervention deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
    StrictObject object =
        new StrictObject(
            "intervention", json, "site", "mode", "strength", "direction", "positions", "during");
    String mode = object.optionalText("mode");
    String during = object.optionalText("during");
    JsonElement positions = object.optional("positions");
    return new Intervention(
        HookPoint.parse(object.text("site"), HookPoint.Tower.VISION),
        mode == null
            ? Intervention.Mode.ADD
            : LowerCaseEnums.parse("steering mode", mode, Intervention.Mode.values()),
        object.number("strength"),
        context.deserialize(object.required("direction"), Direction.class),
        positions == null
            ? Positions.ALL
            : context.<Positions>deserialize(positions, Positions.class),
        during == null
            ? Intervention.During.PREFILL
            : LowerCaseEnums.parse("time of steering", during, Intervention.During.values()));
  }
}
