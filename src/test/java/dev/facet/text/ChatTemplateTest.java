package dev.facet.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.facet.Fixtures;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts against those that transformers 5.23 renders. */
final class ChatTemplateTest {

  static List<String> folders() {
    return Fixtures.modelsWith("generation_config.json").stream()
        .filter(name -> ChatTemplate.find(Fixtures.model(name)).isPresent())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void equalsTransformers(String name) {
    Path folder = Fixtures.model(name);
    JsonFile expected = Fixtures.expectedJson(folder);
    if (expected.has("same_as")) {
      expected = Fixtures.expectedJson(Fixtures.model(expected.string("same_as", "")));
    }
    String question = expected.string("prompt", "");
    JsonObject runs = expected.child("runs").root();
    assertTrue(runs.has("landscape"), name);
    for (String run : List.of("landscape", "white")) {
      String wanted = runs.getAsJsonObject(run).get("prompt_text").getAsString();
      assertEquals(
          wanted,
          ChatTemplate.fromFolder(folder).render(List.of(Turn.user(1, question)), true),
          name);
    }
  }

  /** Ways of writing that published templates have, and what transformers makes of them. */
  static List<Arguments> waysOfWriting() {
    return List.of(
        Arguments.of( // Mistral: expressions that strip, a namespace, what is not defined
            """
            {%- set user_messages = messages | selectattr("role", "equalto", "user") | list %}

            {%- set ns = namespace() %}
            {%- set ns.index = 0 %}
            {%- for message in messages %}
                {%- if not (message.role == "tool" or (message.tool_calls is defined)) %}
                    {%- set ns.index = ns.index + 1 %}
                {%- endif %}
            {%- endfor %}

            {{- '<s>' }}
            {%- for message in messages %}
                {{- "[INST]" }}
                {%- for part in message["content"] %}
                    {%- if part['type'] == 'image' %}{{- '<image>' }}
                    {%- else %}
                        {{- ' ' + part['text'] }}
                    {%- endif %}
                {%- endfor %}
                {{- "[/INST]" }}
            {%- endfor %}
            """,
            "<s>[INST]<image> what {{ x }} {% if %}?[/INST]"),
        Arguments.of( // LLaVA: what is generated is marked
            "{% for m in messages %}{{ m['role'].upper() + ': ' }}{# images first #}{% for c in"
                + " m['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor"
                + " %}{% generation %}{% for c in m['content'] | selectattr('type', 'equalto', 'text')"
                + " %}{{ c['text'] + ' ' }}{% endfor %}{% endgeneration %}{% endfor %}{% if"
                + " add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}",
            "USER: <image>\nwhat {{ x }} {% if %}? ASSISTANT:"),
        Arguments.of( // Qwen 3: from the end, methods of strings
            "{%- for m in messages[::-1] %}{%- set t = m.content[-1].text %}{{- 'W' if"
                + " t.startswith('what') else '' }}{{- t.rstrip('?').lstrip('wh') }}{{- t.split('{{')[-1].strip() }}{%-"
                + " endfor %}",
            null),
        Arguments.of( // Llama 3: a date where there is one
            "{%- if strftime_now is defined %}\n    {{- strftime_now('%Y')|length }}\n{%- endif %}"
                + "{# note #}\n  {%+ if true %}x{% endif %}\ny\n",
            "4  xy"));
  }

  @ParameterizedTest
  @MethodSource("waysOfWriting")
  void publishedTemplatesRenderAsInPython(
      String text, @Nullable String wanted, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), text);
    String got =
        ChatTemplate.fromFolder(folder)
            .render(List.of(Turn.user(1, "what {{ x }} {% if %}?")), true);
    assertEquals(wanted == null ? "Wat {{ x }} {% if %}x }} {% if %}?" : wanted, got);
  }

  @Test
  void aRefusalSaysWhy(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("chat_template.jinja"), "{{ raise_exception('Only pictures, please!') }}");
    ChatTemplate template = ChatTemplate.fromFolder(folder);
    FacetException e =
        assertThrows(
            FacetException.class, () -> template.render(List.of(Turn.user(0, "hi")), true));
    assertTrue(e.getMessage().contains("Only pictures, please!"), e.getMessage());
  }

  @Test
  void aTemplateThatNeverEndsIsRefused(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}xxxxxxxx"
            + "{% endfor %}{% endfor %}{% endfor %}");
    ChatTemplate template = ChatTemplate.fromFolder(folder);
    FacetException e =
        assertThrows(
            FacetException.class, () -> template.render(List.of(Turn.user(0, "hi")), true));
    assertTrue(e.getMessage().contains("chat_template.jinja"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}"
            + "{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}"
            + "{% if c %}{% set d = c %}{% endif %}{% endfor %}{% endfor %}{% endfor %}",
        "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
        "{% set x = 'ab' %}{% for a in range(60) %}{% set x = x ~ x %}{% endfor %}{{ x }}",
        "{% set a = [1] * 1000 %}{% set b = [a] * 1000 %}{% set c = [b] * 1000 %}{{ c }}",
        "{% set n = namespace() %}{% set n.n = n %}{{ n }}",
        "{{ range(1000000) | unique | list | length }}{{ '%99999d' % 1 }}",
        "{{ 'a' * 9223372036854775807 }}",
        "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}",
        "{{ {nope: 1} | tojson(sort_keys=true) }}{{ '%.3f' % ('nan' | float(0) / 1) }}",
        "{% for m in messages %}{{ m['content'] "
      })
  void aHostileTemplateEnds(String text, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), text);
    ChatTemplate template = ChatTemplate.fromFolder(folder);
    try {
      String out = template.render(List.of(Turn.user(0, "hi")), true);
      assertTrue(out.length() <= 1 << 20);
    } catch (FacetException e) {
      assertTrue(e.getMessage().contains("chat_template.jinja"), e.getMessage());
    }
  }

  @Test
  void namesTheFolderWithoutTemplate(@TempDir Path folder) {
    FacetException e = assertThrows(FacetException.class, () -> ChatTemplate.fromFolder(folder));
    assertTrue(e.getMessage().contains(folder.toString()));
  }
}
