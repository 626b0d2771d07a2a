package dev.facet.core;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read from a stranger's file, with typed access whose errors name the file, the key
 * and what was found. Accepted beyond the standard, because such files are common: a UTF-8 byte
 * order mark, and Python's literals NaN, Infinity and -Infinity (read as null).
 *
 * @param file where it was read, for error messages
 * @param root the object
 */
public record JsonFile(Path file, JsonObject root) {

  /** Configuration files are small; tokenizers, the largest JSON files of the field, stay below. */
  private static final long MAX_BYTES = 64L << 20;

  /**
   * Reads an object.
   *
   * @throws FacetException when the file is missing, too large, not UTF-8, or not a JSON object
   */
  public static JsonFile read(Path file) {
    byte[] bytes;
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw FacetException.badInput(
            file + " is not a configuration file: expected at most 64 MB of JSON, found " + size);
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw FacetException.notFound(file + " does not exist");
    } catch (IOException e) {
      throw FacetException.badInput("Cannot read " + file + ": " + e.getMessage(), e);
    }
    return parse(file, bytes);
  }

  /** Parses bytes that came from a file. */
  public static JsonFile parse(Path file, byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw FacetException.badInput(file + " is not valid UTF-8, so it is not JSON", e);
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.isBlank()) {
      throw FacetException.badInput(file + " is empty, expected a JSON object");
    }
    try (JsonReader reader = new JsonReader(new StringReader(withoutPythonLiterals(text)))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject()) {
        throw FacetException.badInput(
            file + " must hold a JSON object, found " + kindOf(element) + " at the top");
      }
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw FacetException.badInput(file + " has text after its JSON object");
      }
      return new JsonFile(file, element.getAsJsonObject());
    } catch (JsonParseException | IOException | NumberFormatException e) {
      throw FacetException.badInput(file + " is not valid JSON: " + firstLine(e.getMessage()), e);
    }
  }

  /** The object under a key, or null where there is none. */
  public @Nullable JsonFile find(String key) {
    JsonElement e = root.get(key);
    return e != null && e.isJsonObject() ? new JsonFile(file, e.getAsJsonObject()) : null;
  }

  /** The object under a key, or an empty one. */
  public JsonFile child(String key) {
    JsonFile found = find(key);
    return found != null ? found : new JsonFile(file, new JsonObject());
  }

  /** True when the key is there and not null. */
  public boolean has(String key) {
    JsonElement e = root.get(key);
    return e != null && !e.isJsonNull();
  }

  /** The string under a key, or null where there is none or it is null. */
  public @Nullable String string(String key) {
    JsonPrimitive p = primitive(key);
    if (p == null) {
      return null;
    }
    if (!p.isString()) {
      throw wrong(key, "a string", p);
    }
    return p.getAsString();
  }

  public String string(String key, String otherwise) {
    String s = string(key);
    return s != null ? s : otherwise;
  }

  /**
   * The whole number under a key; empty where there is none or it is null.
   *
   * @throws FacetException when it is not a whole number
   */
  public OptionalLong integer(String key) {
    JsonPrimitive p = primitive(key);
    if (p == null) {
      return OptionalLong.empty();
    }
    if (!p.isNumber()) {
      throw wrong(key, "a whole number", p);
    }
    double d = p.getAsDouble();
    if (d != Math.rint(d) || Math.abs(d) > 1L << 53) {
      throw wrong(key, "a whole number", p);
    }
    return OptionalLong.of((long) d);
  }

  public int integer(String key, int otherwise) {
    OptionalLong found = integer(key);
    if (found.isEmpty()) {
      return otherwise;
    }
    long l = found.getAsLong();
    if (l != (int) l) {
      throw FacetException.badInput(file + ": '" + key + "' is out of range: " + l);
    }
    return (int) l;
  }

  public OptionalDouble number(String key) {
    JsonPrimitive p = primitive(key);
    if (p == null) {
      return OptionalDouble.empty();
    }
    if (!p.isNumber()) {
      throw wrong(key, "a number", p);
    }
    return OptionalDouble.of(p.getAsDouble());
  }

  public double number(String key, double otherwise) {
    return number(key).orElse(otherwise);
  }

  public boolean bool(String key, boolean otherwise) {
    JsonPrimitive p = primitive(key);
    if (p == null) {
      return otherwise;
    }
    if (!p.isBoolean()) {
      throw wrong(key, "true or false", p);
    }
    return p.getAsBoolean();
  }

  /** The numbers of a list, or null where there is none. */
  public double @Nullable [] numbers(String key) {
    JsonElement e = root.get(key);
    if (e == null || e.isJsonNull()) {
      return null;
    }
    if (!e.isJsonArray()) {
      throw wrong(key, "a list of numbers", e);
    }
    double[] out = new double[e.getAsJsonArray().size()];
    for (int i = 0; i < out.length; i++) {
      JsonElement x = e.getAsJsonArray().get(i);
      if (!(x instanceof JsonPrimitive p && p.isNumber())) {
        throw wrong(key, "a list of numbers", x);
      }
      out[i] = x.getAsDouble();
    }
    return out;
  }

  /** The strings of a list; empty where there is none. */
  public List<String> strings(String key) {
    List<String> out = new ArrayList<>();
    JsonElement e = root.get(key);
    if (e != null && e.isJsonArray()) {
      for (JsonElement x : e.getAsJsonArray()) {
        if (x instanceof JsonPrimitive p && p.isString()) {
          out.add(p.getAsString());
        }
      }
    }
    return out;
  }

  private @Nullable JsonPrimitive primitive(String key) {
    JsonElement e = root.get(key);
    if (e == null || e.isJsonNull()) {
      return null;
    }
    if (e instanceof JsonPrimitive p) {
      return p;
    }
    throw wrong(key, "a plain value", e);
  }

  private FacetException wrong(String key, String expected, JsonElement found) {
    return FacetException.badInput(
        file + ": '" + key + "' must be " + expected + ", found " + shorten(found.toString()));
  }

  /** Replaces NaN and infinities outside strings by null. */
  private static String withoutPythonLiterals(String text) {
    if (!text.contains("NaN") && !text.contains("Infinity")) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    boolean inString = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inString) {
        out.append(c);
        if (c == '\\' && i + 1 < text.length()) {
          out.append(text.charAt(++i));
        } else if (c == '"') {
          inString = false;
        }
      } else if (text.startsWith("NaN", i)) {
        out.append("null");
        i += 2;
      } else if (text.startsWith("-Infinity", i)) {
        out.append("null");
        i += 8;
      } else if (text.startsWith("Infinity", i)) {
        out.append("null");
        i += 7;
      } else {
        inString = c == '"';
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String kindOf(JsonElement e) {
    return e.isJsonArray() ? "a list" : e.isJsonNull() ? "null" : "a plain value";
  }

  private static String firstLine(@Nullable String message) {
    return message == null
        ? "it cannot be parsed"
        : shorten(message.lines().findFirst().orElse(""));
  }

  private static String shorten(String s) {
    return s.length() <= 120 ? s : s.substring(0, 117) + "...";
  }
}
