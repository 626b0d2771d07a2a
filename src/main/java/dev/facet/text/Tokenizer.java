package dev.facet.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Text to token ids and back, by the Hugging Face tokenizers library from a model folder's {@code
 * tokenizer.json}. Never truncates or pads. Safe for use by several threads.
 */
public final class Tokenizer implements AutoCloseable {

  static {
    // DJL reads these when its first class loads: without them it asks the network for natives and
    // reports usage.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private static final int NO_LENGTH = 0;

  private final HuggingFaceTokenizer tokenizer;
  private final JsonFile config;
  private final Map<String, Integer> ids;
  private final int vocabularySize;
  private final BitSet byteTokens;
  private final String wordEnd;

  private Tokenizer(HuggingFaceTokenizer tokenizer, JsonFile json, JsonFile config) {
    this.tokenizer = tokenizer;
    this.config = config;
    ids = vocabulary(json);
    vocabularySize = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    byteTokens = byteTokens(ids);
    wordEnd = wordEnd(json);
  }

  /**
   * Opens the tokenizer of a model folder.
   *
   * @throws FacetException when {@code tokenizer.json} is missing or is none
   */
  public static Tokenizer fromFolder(Path folder) {
    JsonFile json = read(folder);
    JsonFile config = config(folder);
    Path file = json.file();
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optTruncation(false)
              .optPadding(false)
              .build();
      return new Tokenizer(tokenizer, json, config);
    } catch (FacetException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw FacetException.badInput(
          file + " is not a tokenizer that the tokenizers library reads: " + e.getMessage(), e);
    }
  }

  private static JsonFile read(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw FacetException.notFound(
          folder
              + " has no tokenizer.json; older model folders must be converted (load and save the tokenizer"
              + " with transformers)");
    }
    return JsonFile.read(file);
  }

  private static JsonFile config(Path folder) {
    Path file = folder.resolve("tokenizer_config.json");
    return Files.exists(file) ? JsonFile.read(file) : new JsonFile(file, new JsonObject());
  }

  /**
   * What a folder's tokenizer is, by its files alone.
   *
   * @param type of its model, such as {@code BPE}
   * @param vocabulary one more than the largest id
   * @param special named tokens such as {@code bos_token}, in the file's order
   * @param maxLength in tokens, 0 where the folder does not say
   */
  public record Description(
      String type, int vocabulary, Map<String, String> special, int maxLength) {}

  /**
   * Reads and checks the files without the tokenizers library.
   *
   * @throws FacetException when {@code tokenizer.json} is missing or is none
   */
  public static Description describe(Path folder) {
    JsonFile json = read(folder);
    JsonFile config = config(folder);
    int size = vocabulary(json).values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    Map<String, String> special = new LinkedHashMap<>();
    for (String key : config.root().keySet()) {
      boolean named = config.find(key) != null || isString(config.root().get(key));
      if (key.endsWith("_token") && named) {
        special.put(key, String.valueOf(named(config, key)));
      }
    }
    String type = json.child("model").string("type", "unknown");
    return new Description(type, size, special, maxLength(config));
  }

  private static boolean isString(JsonElement e) {
    return e.isJsonPrimitive() && e.getAsJsonPrimitive().isString();
  }

  private static Map<String, Integer> vocabulary(JsonFile json) {
    Map<String, Integer> ids = new HashMap<>();
    JsonElement vocabulary = json.child("model").root().get("vocab");
    if (vocabulary instanceof JsonObject byToken) {
      for (Map.Entry<String, JsonElement> e : byToken.entrySet()) {
        ids.put(e.getKey(), id(json, e.getValue()));
      }
    } else if (vocabulary instanceof JsonArray pairs) {
      for (int i = 0; i < pairs.size(); i++) {
        if (!(pairs.get(i) instanceof JsonArray pair) || pair.isEmpty() || !isString(pair.get(0))) {
          throw broken(json, pairs.get(i));
        }
        ids.put(pair.get(0).getAsString(), i);
      }
    } else {
      throw FacetException.badInput(
          json.file() + " is no tokenizer: expected a vocabulary under model.vocab, found none");
    }
    if (json.root().get("added_tokens") instanceof JsonArray added) {
      for (JsonElement token : added) {
        if (!(token instanceof JsonObject object)) {
          throw broken(json, token);
        }
        JsonFile t = new JsonFile(json.file(), object);
        ids.put(t.string("content", ""), t.integer("id", -1));
      }
    }
    return ids;
  }

  private static int id(JsonFile json, JsonElement e) {
    if (e instanceof JsonPrimitive p && p.isNumber() && p.getAsDouble() >= 0) {
      return p.getAsInt();
    }
    throw broken(json, e);
  }

  private static FacetException broken(JsonFile json, JsonElement found) {
    String shown = found.toString();
    return FacetException.badInput(
        json.file()
            + " is no tokenizer: its vocabulary has the entry "
            + (shown.length() > 60 ? shown.substring(0, 60) + "..." : shown));
  }

  /** The tokens {@code <0x00>} to {@code <0xFF>} that sentencepiece vocabularies fall back to. */
  private static BitSet byteTokens(Map<String, Integer> ids) {
    BitSet out = new BitSet();
    for (int b = 0; b < 256; b++) {
      Integer id = ids.get(String.format("<0x%02X>", b));
      if (id != null && id >= 0) {
        out.set(id);
      }
    }
    return out;
  }

  /**
   * CLIP's vocabulary ends words with {@code </w>}, which its byte-level decoder leaves in the
   * text; transformers turns it into a space. Empty for tokenizers without such a mark.
   */
  private static String wordEnd(JsonFile json) {
    return json.child("decoder").string("type", "").equals("ByteLevel")
        ? json.child("model").string("end_of_word_suffix", "")
        : "";
  }

  /**
   * The token ids of a text.
   *
   * @param special true puts the model's begin and end tokens around it where its tokenizer does so
   */
  public int[] encode(String text, boolean special) {
    return narrow(tokenizer.encode(text, special, false).getIds());
  }

  /**
   * The text of token ids. Ids beyond the vocabulary decode to nothing.
   *
   * @param skipSpecial true leaves begin, end and image tokens out
   */
  public String decode(int[] tokens, boolean skipSpecial) {
    long[] wide = new long[tokens.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = tokens[i];
    }
    String text = tokenizer.decode(wide, skipSpecial);
    return wordEnd.isEmpty() ? text : text.replace(wordEnd, " ").strip();
  }

  /** A decoder for tokens that arrive one by one; special tokens are left out. */
  public StreamingDecoder stream() {
    return new StreamingDecoder(tokens -> decode(tokens, true), byteTokens::get);
  }

  /** The id of a token as the vocabulary spells it, such as {@code <image>}; empty if unknown. */
  public OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * The id of a token that the model cannot do without.
   *
   * @throws FacetException when the vocabulary has no such token
   */
  public int requireId(String token) {
    return id(token)
        .orElseThrow(
            () ->
                FacetException.badInput(
                    config.file().resolveSibling("tokenizer.json")
                        + " has no token '"
                        + token
                        + "', which this model needs"));
  }

  /** One more than the largest id. A model's own vocabulary may be larger. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /**
   * A named token of {@code tokenizer_config.json}, such as {@code bos_token} or {@code
   * image_token}; null where it names none.
   */
  public @Nullable String namedToken(String key) {
    return named(config, key);
  }

  private static @Nullable String named(JsonFile config, String key) {
    JsonFile object = config.find(key);
    return object != null ? object.string("content") : config.string(key);
  }

  /** The id of a named token, such as {@code pad_token}. */
  public OptionalInt namedId(String key) {
    String token = namedToken(key);
    return token == null ? OptionalInt.empty() : id(token);
  }

  /** The longest text in tokens that the model was made for, or 0 where the folder does not say. */
  public int maxLength() {
    return maxLength(config);
  }

  private static int maxLength(JsonFile config) {
    double length = config.number("model_max_length", NO_LENGTH);
    return length > 0 && length < 1 << 24 ? (int) length : NO_LENGTH;
  }

  private static int[] narrow(long[] wide) {
    int[] out = new int[wide.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.toIntExact(wide[i]);
    }
    return out;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
