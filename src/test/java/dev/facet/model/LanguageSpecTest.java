package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What rare configurations of language models come to. */
final class LanguageSpecTest {

  @Test
  void slidingLayersOfGemma3HaveTheirOwnScaling() {
    String rope =
        "'rope_parameters': {'full_attention': {'rope_type': 'default', 'rope_theta': 1e6},"
            + " 'sliding_attention': {'rope_type': %s, 'rope_theta': 500.0, 'factor': 2.0}}";
    float[] plain = sliding(rope.formatted("'default'"));
    float[] linear = sliding(rope.formatted("'linear'"));
    for (int i = 0; i < plain.length; i++) {
      plain[i] /= 2;
    }
    assertArrayEquals(plain, linear);
    // The old way of writing scales the full layers alone.
    float[] old =
        sliding(
            "'rope_theta': 1e6, 'rope_local_base_freq': 500.0,"
                + " 'rope_scaling': {'rope_type': 'linear', 'factor': 8.0}");
    assertArrayEquals(sliding(rope.formatted("'default'")), old);
  }

  private static float[] sliding(String rope) {
    return Gemma.spec(config("'head_dim': 16, " + rope), "gemma3_text", false)
        .ropes()
        .get(1)
        .inverse();
  }

  @Test
  void whatGemma3CannotBeHereIsNamed() {
    ModelConfig c = config("'use_bidirectional_attention': true");
    FacetException e =
        assertThrows(FacetException.class, () -> Gemma.spec(c, "gemma3_text", false));
    assertTrue(e.getMessage().contains("use_bidirectional_attention"), e.getMessage());
  }

  /** transformers' Qwen2 reads a head width of its own; Qwen2.5-VL's does not. */
  @Test
  void qwen2MayNameItsHeadWidth() {
    ModelConfig c =
        config(
            "'hidden_size': 48, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'head_dim': 20");
    assertEquals(20, Llama.spec(c, "qwen2").headWidth());
    assertEquals(12, Llama.spec(c, "qwen2_5_vl_text").headWidth());
  }

  private static ModelConfig config(String json) {
    byte[] bytes = ("{" + json.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
    return new ModelConfig(JsonFile.parse(Path.of("config.json"), bytes));
  }
}
