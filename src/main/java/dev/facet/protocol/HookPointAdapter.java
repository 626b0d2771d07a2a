package dev.facet.protocol;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.facet.core.HookPoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A hook point as its canonical name; every spelling that {@link HookPoint#parse} knows is read.
 */
final class HookPointAdapter extends TypeAdapter<HookPoint> {

  @Override
  public void write(JsonWriter out, @Nullable HookPoint value) throws IOException {
    out.value(value == null ? null : value.name());
  }

  @Override
  public @Nullable HookPoint read(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.NULL) {
      in.nextNull();
      return null;
    }
    return HookPoint.parse(in.nextString(), HookPoint.Tower.VISION);
  }
}
