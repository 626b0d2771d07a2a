package dev.facet.protocol;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Numbers as JSON can hold them: NaN and the infinities are written as null. */
final class FiniteDoubles extends TypeAdapter<Double> {
  private final @Nullable Double forNull;

  /**
   * @param forNull what null is read as
   */
  FiniteDoubles(@Nullable Double forNull) {
    this.forNull = forNull;
  }

  @Override
  public void write(JsonWriter out, @Nullable Double value) throws IOException {
    if (value == null) {
      out.nullValue();
    } else if (!Double.isFinite(value)) {
      // Written even where nulls are left out: a missing number would be read as 0.
      boolean before = out.getSerializeNulls();
      out.setSerializeNulls(true);
      out.nullValue();
      out.setSerializeNulls(before);
    } else {
      out.value(value);
    }
  }

  @Override
  public @Nullable Double read(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.NULL) {
      in.nextNull();
      return forNull;
    }
    return in.nextDouble();
  }
}
