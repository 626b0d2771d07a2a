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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
