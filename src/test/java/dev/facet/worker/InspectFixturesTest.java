package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.Fixtures;
import dev.facet.core.JsonFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code facet inspect} says of every golden file against what the program that wrote it
 * knows: all of them where {@code -Dfacet.fixtures} names the full set.
 */
final class InspectFixturesTest {

  private static final Map<String, String> LIBRARIES =
      Map.of(
          "dictionary_learning",
          "dictionary_learning",
          "saelens",
          "SAELens",
          "prisma",
          "ViT-Prisma",
          "sparsify",
          "sparsify",
          "saev",
          "saev",
          "gemmascope1",
          "Gemma Scope",
          "gemmascope2",
          "Gemma Scope");

  private static final Map<String, String> DTYPES =
      Map.of("bfloat16", "BF16", "float16", "F16", "float32", "F32", "float64", "F64");

  static List<String> saes() {
    return Fixtures.saes();
  }

  static List<String> models() {
    return Fixtures.modelsWith("expected.json").stream()
        .filter(name -> !name.equals("images"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("saes")
  void tellsTheTruthOfSaes(String name) {
    JsonFile file = Fixtures.expectedJson(Fixtures.sae(name));
    JsonObject known = file.root();
    Inspection found = Inspection.of(Fixtures.sae(name).resolve(known.get("root").getAsString()));
    Map<String, Object> facts = found.facts();
    assertEquals("sae", found.kind());
    assertEquals(LIBRARIES.get(known.get("format").getAsString()), facts.get("library"));
    assertEquals(known.get("sparsifier").getAsString(), facts.get("sparsity"));
    assertEquals(known.get("d_in").getAsInt(), facts.get("d_in"));
    assertEquals(known.get("d_sae").getAsInt(), facts.get("d_sae"));
    assertEquals(known.get("pre_bias").getAsBoolean(), facts.get("pre_bias"));
    boolean heads = known.has("heads");
    assertEquals(
        known.get("d_out").getAsInt() * (heads ? known.get("heads").getAsInt() : 1),
        facts.get("d_out"));
    if (known.has("k")) {
      assertEquals(known.get("k").getAsInt(), facts.get("k"));
    }
    if (known.has("dict_class")) {
      assertEquals(known.get("dict_class").getAsString(), facts.get("architecture"));
    } else if (known.has("architecture")) {
      assertTrue(
          facts.get("architecture").toString().startsWith(known.get("architecture").getAsString()));
    }
    if (known.has("dtype")) {
      assertEquals(DTYPES.get(known.get("dtype").getAsString()), facts.get("dtype"));
    }
    if (known.has("hook_point")) {
      assertEquals(known.get("hook_point").getAsString(), facts.get("hook_name"));
    }
    if (known.has("layer")) {
      String layer = ".layers." + known.get("layer").getAsInt() + ".out";
      assertTrue(facts.get("hook_point").toString().endsWith(layer), facts::toString);
    }
    assertEquals(
        isOn(known, "transcode"), facts.get("transcoder").equals(true) && !isSaeLens(known));
    options(known, facts);
    normalisation(known, found);
    if (known.has("warn")) {
      String word = known.get("warn").getAsString();
      assertTrue(
          found.warnings().stream().anyMatch(w -> w.toLowerCase(Locale.ROOT).contains(word)),
          found.warnings()::toString);
    }
  }

  private static boolean isSaeLens(JsonObject known) {
    return known.get("format").getAsString().equals("saelens");
  }

  private static boolean isOn(JsonObject known, String flag) {
    return known.has(flag) && known.get(flag).getAsBoolean();
  }

  private static void options(JsonObject known, Map<String, Object> facts) {
    Object shown = facts.getOrDefault("options", List.of());
    List<?> options = (List<?>) shown;
    assertEquals(
        isOn(known, "rescale_acts_by_decoder_norm"),
        options.contains("rescale_acts_by_decoder_norm"));
    assertEquals(known.has("heads"), options.contains("hook_z"));
    boolean skip = facts.get("architecture").equals("skip_transcoder");
    assertEquals(skip || isOn(known, "skip_connection"), options.contains("skip_connection"));
  }

  /** What was only done in training is no operation any more, but told. */
  private static void normalisation(JsonObject known, Inspection found) {
    JsonElement norm = known.get("normalize_activations");
    if (norm == null) {
      return;
    }
    boolean folded = norm.getAsString().startsWith("expected_average");
    assertEquals(folded ? "none" : norm.getAsString(), found.facts().get("normalize_activations"));
    assertEquals(folded, !found.warnings().isEmpty(), found.warnings()::toString);
  }

  @ParameterizedTest
  @MethodSource("models")
  void tellsTheTruthOfModels(String name) {
    Path folder = Fixtures.model(name);
    JsonFile config = JsonFile.read(folder.resolve("config.json"));
    Inspection found = Inspection.of(folder);
    Map<String, Object> facts = found.facts();
    assertEquals("model", found.kind());
    assertEquals(config.string("model_type"), facts.get("family"));
    JsonFile vision = config.has("vision_config") ? config.child("vision_config") : config;
    assertEquals(
        (int) vision.number(vision.has("depth") ? "depth" : "num_hidden_layers", 0),
        facts.get("vision_layers"));
    assertEquals((int) vision.number("hidden_size", 0), facts.get("vision_width"));
    if (facts.get("writes_captions").equals(true)) {
      JsonFile text = config.child("text_config");
      assertEquals((int) text.number("num_hidden_layers", 0), facts.get("language_layers"));
      assertEquals((int) text.number("hidden_size", 0), facts.get("language_width"));
      assertEquals(text.string("model_type"), facts.get("language_model"));
    }
    JsonObject known = Fixtures.expectedJson(folder).root();
    assertEquals(known.get("model_class").getAsString(), facts.get("architecture"));
    assertEquals(List.of(), found.warnings());
  }
}
