package dev.facet.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.Fixtures;
import dev.facet.core.FacetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids and text against the tokenizers of transformers 5.23. */
final class TokenizerTest {

  static List<String> folders() {
    return Fixtures.modelsWith("tokenizer.json");
  }

  private static List<JsonElement> cases(String name) {
    return Fixtures.expectedJson(Fixtures.model(name)).child("tokenizer").root().has("cases")
        ? Fixtures.expectedJson(Fixtures.model(name))
            .child("tokenizer")
            .root()
            .getAsJsonArray("cases")
            .asList()
        : List.of();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void equalsTransformers(String name) {
    try (Tokenizer tokenizer = Tokenizer.fromFolder(Fixtures.model(name))) {
      for (JsonElement e : cases(name)) {
        JsonObject c = e.getAsJsonObject();
        String text = c.get("text").getAsString();
        assertArrayEquals(ints(c.getAsJsonArray("ids")), tokenizer.encode(text, true), text);
        int[] ids = ints(c.getAsJsonArray("ids_without_special"));
        assertArrayEquals(ids, tokenizer.encode(text, false), text);
        assertEquals(c.get("decoded").getAsString(), tokenizer.decode(ids, false), text);
        assertEquals(c.get("decoded_skip_special").getAsString(), tokenizer.decode(ids, true));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void streamedTextEqualsTextDecodedAtOnce(String name) {
    Random random = new Random(7);
    try (Tokenizer tokenizer = Tokenizer.fromFolder(Fixtures.model(name))) {
      int size = tokenizer.vocabularySize();
      for (int run = 0; run < 20; run++) {
        int[] ids = random.ints(24, 0, size + 3).toArray();
        StreamingDecoder stream = tokenizer.stream();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
          text.append(stream.add(id));
        }
        text.append(stream.finish());
        assertEquals(tokenizer.decode(ids, true), text.toString(), "run " + run + " of " + name);
      }
    }
  }

  @Test
  void halfACharacterIsHeldBack() {
    try (Tokenizer tokenizer = Tokenizer.fromFolder(Fixtures.model("clip"))) {
      StreamingDecoder stream = tokenizer.stream();
      StringBuilder text = new StringBuilder();
      for (int id : tokenizer.encode("漢字 🙂", false)) {
        String part = stream.add(id);
        assertTrue(part.indexOf('\uFFFD') < 0);
        text.append(part);
      }
      assertEquals("漢字 🙂", text.append(stream.finish()).toString());
    }
  }

  @Test
  void knowsItsSpecialTokens() {
    try (Tokenizer tokenizer = Tokenizer.fromFolder(Fixtures.model("clip"))) {
      assertEquals("<|endoftext|>", tokenizer.namedToken("pad_token"));
      assertEquals(793, tokenizer.namedId("eos_token").orElseThrow());
      assertEquals(794, tokenizer.vocabularySize());
      assertEquals(24, tokenizer.maxLength());
      assertTrue(tokenizer.id("no such token").isEmpty());
      assertThrows(FacetException.class, () -> tokenizer.requireId("<image>"));
    }
  }

  @Test
  void aFolderWithoutTokenizerIsNamed(@TempDir Path folder) {
    FacetException e = assertThrows(FacetException.class, () -> Tokenizer.fromFolder(folder));
    assertTrue(e.getMessage().contains(folder.toString()));
    assertTrue(e.getMessage().contains("tokenizer.json"));
  }

  private static int[] ints(JsonArray array) {
    return array.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }
}
