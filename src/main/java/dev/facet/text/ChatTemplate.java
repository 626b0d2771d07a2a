package dev.facet.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.text.template.JinjaSource;
import dev.facet.text.template.Python;
import dev.facet.text.template.PythonInterpreter;
import dev.facet.text.template.TemplateFailure;
import dev.facet.text.template.TemplateFunctions;
import dev.facet.text.template.TemplateTags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's Jinja chat template, rendered with the whitespace rules that transformers sets ({@code
 * trim_blocks}, {@code lstrip_blocks}, one trailing newline dropped).
 */
public final class ChatTemplate {

  /** No prompt is longer; a template that loops for ever ends here. */
  private static final long MAX_OUTPUT = 1 << 20;

  /** Tags of jinjava that transformers' Jinja lacks, or that would read files. */
  private static final Set<String> NOT_IN_JINJA =
      Set.of("cycle", "do", "extends", "from", "ifchanged", "import", "include", "unless");

  private static final Jinjava JINJA = jinja();

  private final Path source;
  private final String template;
  private final Map<String, String> tokens;

  private ChatTemplate(Path source, String template, Map<String, String> tokens) {
    this.source = source;
    this.template = template;
    this.tokens = tokens;
  }

  /**
   * The template of a model folder: {@code chat_template.jinja}, else {@code chat_template.json},
   * else {@code processor_config.json}, else {@code tokenizer_config.json}.
   *
   * @return empty where the model has none
   * @throws FacetException when a file that should hold it is damaged
   */
  public static Optional<ChatTemplate> find(Path folder) {
    Map<String, String> tokens = specialTokens(folder);
    Path jinja = folder.resolve("chat_template.jinja");
    if (Files.exists(jinja)) {
      try {
        return Optional.of(
            new ChatTemplate(jinja, Files.readString(jinja, StandardCharsets.UTF_8), tokens));
      } catch (IOException e) {
        throw FacetException.badInput("Cannot read " + jinja + ": " + e.getMessage(), e);
      }
    }
    for (String name :
        List.of("chat_template.json", "processor_config.json", "tokenizer_config.json")) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        String template = template(JsonFile.read(file));
        if (template != null) {
          return Optional.of(new ChatTemplate(file, template, tokens));
        }
      }
    }
    return Optional.empty();
  }

  /** The file that it was found in. */
  public Path source() {
    return source;
  }

  /**
   * The template of a model folder.
   *
   * @throws FacetException when it has none
   */
  public static ChatTemplate fromFolder(Path folder) {
    return find(folder)
        .orElseThrow(
            () ->
                FacetException.notFound(
                    folder
                        + " has no chat template (chat_template.jinja, chat_template.json, or in"
                        + " tokenizer_config.json)"));
  }

  /** A string, or a list of named templates of which "default" counts. */
  private static @Nullable String template(JsonFile json) {
    JsonElement e = json.root().get("chat_template");
    if (e instanceof JsonArray named) {
      for (JsonElement one : named) {
        if (one instanceof JsonObject o
            && o.get("name") instanceof JsonPrimitive name
            && name.getAsString().equals("default")) {
          return new JsonFile(json.file(), o).string("template");
        }
      }
      return null;
    }
    return e == null || e.isJsonNull() ? null : json.string("chat_template");
  }

  private static Map<String, String> specialTokens(Path folder) {
    Map<String, String> tokens = new HashMap<>();
    Path file = folder.resolve("tokenizer_config.json");
    if (Files.exists(file)) {
      JsonFile config = JsonFile.read(file);
      for (String key : config.root().keySet()) {
        if (key.endsWith("_token")) {
          JsonFile object = config.find(key);
          JsonElement plain = config.root().get(key);
          String token =
              object != null
                  ? object.string("content")
                  : plain.isJsonPrimitive() && plain.getAsJsonPrimitive().isString()
                      ? plain.getAsString()
                      : null;
          if (token != null) {
            tokens.put(key, token);
          }
        }
      }
    }
    return tokens;
  }

  /**
   * The prompt of a conversation, with one image token an image.
   *
   * @param addGenerationPrompt true ends with the beginning of the assistant's answer
   * @throws FacetException when the template cannot be rendered or refuses the conversation
   */
  public String render(List<Turn> turns, boolean addGenerationPrompt) {
    Map<String, Object> context = new HashMap<>(tokens);
    context.putAll(TemplateFunctions.all());
    context.put("tools", Python.NONE); // transformers passes both, defined and empty
    context.put("documents", Python.NONE);
    context.put("messages", turns.stream().map(ChatTemplate::message).toList());
    context.put("add_generation_prompt", addGenerationPrompt);
    RenderResult result;
    try {
      result = JINJA.renderForResult(JinjaSource.settle(template), context, limited());
    } catch (TemplateFailure e) {
      throw FacetException.badInput(source + " cannot be rendered: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw FacetException.badInput(source + " cannot be rendered: it nests without end", e);
    }
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == ErrorType.FATAL) {
        throw FacetException.badInput(source + " cannot be rendered: " + reason(error));
      }
    }
    return result.getOutput();
  }

  /** What the template itself says where it refuses, else what the library says. */
  private static String reason(TemplateError error) {
    for (Throwable e = error.getException(); e != null; e = e.getCause()) {
      if (e instanceof TemplateFailure) {
        return String.valueOf(e.getMessage());
      }
    }
    return error.getMessage().strip();
  }

  private static Jinjava jinja() {
    Jinjava jinja =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withInterperterFactory(new PythonInterpreter.Factory())
                .build());
    TemplateTags.all().forEach(jinja.getGlobalContext()::registerTag);
    return jinja;
  }

  /** Limits of one rendering. */
  private static JinjavaConfig limited() {
    return JinjavaConfig.newBuilder()
        .withMaxOutputSize(MAX_OUTPUT)
        .withLegacyOverrides(
            LegacyOverrides.newBuilder().withParseWhitespaceControlStrictly(true).build())
        .withDisabled(Map.of(Context.Library.TAG, NOT_IN_JINJA))
        // What a person writes is text, braces and all, never a part of the template.
        .withNestedInterpretationEnabled(false)
        .withMaxRenderDepth(16)
        .withProcessors(
            JinjavaProcessors.newBuilder()
                .withNodePreProcessor((_, interpreter) -> ((PythonInterpreter) interpreter).work())
                .build())
        .build();
  }

  /** Keys in the order that transformers' users write: a template may print a message whole. */
  private static Map<String, Object> message(Turn turn) {
    List<Object> content = new ArrayList<>();
    for (Turn.Part part : turn.parts()) {
      content.add(
          switch (part) {
            case Turn.ImagePart image -> ordered("type", "image");
            case Turn.TextPart text -> ordered("type", "text", "text", text.text());
          });
    }
    return ordered("role", turn.role(), "content", content);
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      out.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
    }
    return out;
  }
}
