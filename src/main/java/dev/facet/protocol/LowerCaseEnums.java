package dev.facet.protocol;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes Facet's own enum constants as lower-case words ({@code clamp_keep_error}); other enums are
 * left alone.
 */
final class LowerCaseEnums implements TypeAdapterFactory {

  @Override
  @SuppressWarnings("unchecked") // the adapter is made for exactly this enum class
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    if (!raw.isEnum() || !raw.getName().startsWith("dev.facet.")) {
      return null;
    }
    return (TypeAdapter<T>) new Words(raw.getEnumConstants());
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The constants' words, comma-separated, for messages. */
  static String words(Object[] constants) {
    return Arrays.stream(constants).map(c -> word((Enum<?>) c)).collect(Collectors.joining(", "));
  }

  /**
   * Finds a constant by its word.
   *
   * @throws FacetException when none has it; the message lists those that exist
   */
  static <E extends Enum<E>> E parse(String what, String found, E[] constants) {
    for (E constant : constants) {
      if (word(constant).equals(found)) {
        return constant;
      }
    }
    throw FacetException.badInput(
        "'" + found + "' is not a " + what + "; expected one of " + words(constants));
  }

  private static final class Words extends TypeAdapter<Object> {
    private final Object[] constants;

    Words(Object[] constants) {
      this.constants = constants;
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
      out.value(value == null ? null : word((Enum<?>) value));
    }

    @Override
    public @Nullable Object read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      String found = in.nextString();
      for (Object constant : constants) {
        if (word((Enum<?>) constant).equals(found)) {
          return constant;
        }
      }
      throw FacetException.badInput(
          "'" + found + "' is not one of " + words(constants) + " (" + in.getPath() + ")");
    }
  }
}
