package dev.facet.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.core.FacetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A JSON object written by a person: every key is known, every value has the type that it must. */
final class StrictObject {
  private final String what;
  private final JsonObject json;

  /**
   * @param what the word for it in messages
   * @throws FacetException when it is no object or holds a key that is not among {@code keys}
   */
  StrictObject(String what, JsonElement json, String... keys) {
    this.what = what;
    if (!json.isJsonObject()) {
      throw FacetException.badInput(
          capital(article()) + what + " must be a JSON object, found " + brief(json));
    }
    this.json = json.getAsJsonObject();
    List<String> known = List.of(keys);
    for (String key : this.json.keySet()) {
      if (!known.contains(key)) {
        throw FacetException.badInput(
            capital(article())
                + what
                + " has no key '"
                + key
                + "'; expected "
                + String.join(", ", keys));
      }
    }
  }

  @Nullable JsonElement optional(String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? null : value;
  }

  JsonElement required(String key) {
    JsonElement value = optional(key);
    if (value == null) {
      throw FacetException.badInput(
          capital(article()) + what + " needs '" + key + "', found " + brief(json));
    }
    return value;
  }

  String text(String key) {
    required(key);
    return Objects.requireNonNull(optionalText(key));
  }

  @Nullable String optionalText(String key) {
    JsonElement value = optional(key);
    if (value == null) {
      return null;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw wrong(key, "a text", value);
    }
    return value.getAsString();
  }

  /** A list of texts; one text alone stands for a list of it. */
  List<String> texts(String key) {
    JsonElement value = required(key);
    if (!value.isJsonArray()) {
      return List.of(text(key));
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement entry : value.getAsJsonArray()) {
      if (!entry.isJsonPrimitive() || !entry.getAsJsonPrimitive().isString()) {
        throw wrong(key, "a list of texts", value);
      }
      texts.add(entry.getAsString());
    }
    return List.copyOf(texts);
  }

  double number(String key) {
    JsonElement value = required(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw wrong(key, "a number", value);
    }
    return value.getAsDouble();
  }

  @Nullable Integer optionalInt(String key) {
    Long value = optionalLong(key);
    if (value != null && (value < 0 || value > Integer.MAX_VALUE)) {
      throw wrong(key, "an index from 0", required(key));
    }
    return value == null ? null : value.intValue();
  }

  @Nullable Long optionalLong(String key) {
    JsonElement value = optional(key);
    if (value == null) {
      return null;
    }
    try {
      if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
        return value.getAsBigDecimal().longValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(key, "a whole number", value);
    }
    throw wrong(key, "a whole number", value);
  }

  private FacetException wrong(String key, String expected, JsonElement found) {
    return FacetException.badInput(
        "'"
            + key
            + "' of "
            + article()
            + what
            + " must be "
            + expected
            + ", found "
            + brief(found));
  }

  private String article() {
    return what.startsWith("i") ? "an " : "a ";
  }

  private static String capital(String article) {
    return "A" + article.substring(1);
  }

  private static String brief(JsonElement json) {
    String text = json.toString();
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
