package dev.facet.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nine hundred small templates against what transformers 5.24 ({@code render_jinja_template}) makes
 * of them, or that it refuses them: expressions, filters, tests, methods, tags and whitespace.
 */
final class PythonTemplatesTest {

  private static final List<Turn> TURNS = List.of(Turn.user(1, "what {{ x }} {% if %}?"));

  @Test
  void renderAsInPython(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"bos_token\":\"<s>\",\"eos_token\":\"</s>\"}");
    List<String> different = new ArrayList<>();
    JsonArray cases = cases();
    assertTrue(cases.size() > 850);
    for (JsonElement one : cases) {
      String template = one.getAsJsonArray().get(0).getAsString();
      JsonElement wanted = one.getAsJsonArray().get(1);
      Files.writeString(folder.resolve("chat_template.jinja"), template);
      String got;
      try {
        got = ChatTemplate.fromFolder(folder).render(TURNS, true);
      } catch (FacetException e) {
        assertTrue(e.getMessage().contains("chat_template.jinja"), e.getMessage());
        got = null;
      }
      if (!Objects.equals(got, wanted.isJsonNull() ? null : wanted.getAsString())) {
        different.add(template + "\n  wanted " + wanted + "\n  got " + got);
      }
    }
    assertEquals(List.of(), different);
  }

  private static JsonArray cases() throws IOException {
    try (InputStream in = PythonTemplatesTest.class.getResourceAsStream("/templates/python.json")) {
      return JsonParser.parseReader(
              new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))
          .getAsJsonArray();
    }
  }
}
