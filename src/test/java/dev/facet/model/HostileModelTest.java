package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model folders that lie or are damaged: each is refused with a sentence, before it is loaded. */
class HostileModelTest {

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    Path good = ModelFixture.ROOT.resolve("llava");
    try (Stream<Path> files = Files.list(good)) {
      for (Path file : files.filter(f -> !f.getFileName().toString().startsWith("exp")).toList()) {
        Files.write(folder.resolve(file.getFileName().toString()), Files.readAllBytes(file));
      }
    }
  }

  private String refused() {
    FacetException e = assertThrows(FacetException.class, () -> ModelFolder.inspect(folder));
    assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e.getMessage();
  }

  /** Opening refuses what inspecting refuses. */
  private void refusedByOpening() {
    try (NDManager manager = Torch.newManager()) {
      assertThrows(FacetException.class, () -> ModelFolder.openVlm(folder, manager));
    }
  }

  private void edit(String name, String path, String value) throws IOException {
    JsonObject root = JsonFile.read(folder.resolve(name)).root();
    JsonObject at = root;
    String[] keys = path.split("/");
    for (int i = 0; i < keys.length - 1; i++) {
      at = at.getAsJsonObject(keys[i]);
    }
    JsonElement element = JsonParser.parseString(value);
    if (value.equals("absent")) {
      at.remove(keys[keys.length - 1]);
    } else {
      at.add(keys[keys.length - 1], element);
    }
    Files.writeString(folder.resolve(name), root.toString());
  }

  @Test
  void theUntouchedFolderPasses() {
    assertEquals("llava", ModelFolder.inspect(folder).family());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text_config/hidden_size | -1",
        "text_config/hidden_size | 0",
        "text_config/hidden_size | 1e9",
        "text_config/hidden_size | 2147483647",
        "text_config/hidden_size | 'forty-eight'",
        "text_config/hidden_size | [48]",
        "text_config/hidden_size | 48.5",
        "text_config/hidden_size | 64",
        "text_config/num_hidden_layers | 16000000",
        "text_config/num_hidden_layers | 5",
        "text_config/num_attention_heads | 3",
        "text_config/num_key_value_heads | 3",
        "text_config/vocab_size | 16000000",
        "text_config/vocab_size | 352",
        "text_config/intermediate_size | 107",
        "text_config/head_dim | 13",
        "text_config/model_type | \"mamba\"",
        "text_config/model_type | 7",
        "text_config/hidden_act | \"tan\"",
        "text_config/rope_parameters | {\"rope_type\": \"spiral\"}",
        "text_config/rope_parameters | {\"rope_type\": \"linear\", \"factor\": 0}",
        "text_config/rope_parameters | {\"rope_theta\": -5}",
        "vision_config/patch_size | 0",
        "vision_config/patch_size | 8",
        "vision_config/patch_size | 100",
        "vision_config/image_size | 1000000",
        "vision_config/image_size | 16777216",
        "vision_config/image_size | [28, 35]",
        "vision_config/num_attention_heads | 5",
        "vision_config/model_type | \"pixtral\"",
        "vision_feature_layer | 99",
        "vision_feature_layer | -7",
        "vision_feature_layer | [1, 99]",
        "vision_feature_layer | []",
        "vision_feature_layer | [1, 1]",
        "model_type | \"bert\"",
        "model_type | {}",
        "model_type | absent"
      })
  void aConfigurationThatLies(String path, String value) throws IOException {
    edit("config.json", path, value);
    refused();
    refusedByOpening();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "null", "{\"model_type\": \"llava\"} x", "\u0000\u0001"})
  void aConfigurationThatIsNone(String text) throws IOException {
    Files.writeString(folder.resolve("config.json"), text);
    assertTrue(refused().contains("config.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
  void aFileIsMissing(String name) throws IOException {
    Files.delete(folder.resolve(name));
    assertTrue(refused().contains(name));
    refusedByOpening();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"model\": 3}",
        "{\"model\": {\"vocab\": {\"a\": \"b\"}}}",
        "{\"model\": {\"vocab\": {\"a\": -1}}}",
        "{\"model\": {\"vocab\": [[1]]}}",
        "{\"model\": {\"vocab\": {\"a\": 1}}, \"added_tokens\": [7]}"
      })
  void aTokenizerThatIsNone(String text) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), text);
    assertTrue(refused().contains("tokenizer.json"));
    refusedByOpening();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image_processor/size | {\"shortest_edge\": -3}",
        "image_processor/size | {\"shortest_edge\": 100000000}",
        "image_processor/size | {}",
        "image_processor/crop_size | {\"height\": 0, \"width\": 5}",
        "image_processor/image_mean | [1]",
        "image_processor/image_mean | \"red\"",
        "image_processor/image_std | [0, 1, 1]",
        "image_processor/resample | 77",
        "image_processor/rescale_factor | \"x\"",
        "image_processor/image_processor_type | \"Magic\""
      })
  void aProcessorThatLies(String path, String value) throws IOException {
    edit("processor_config.json", path, value);
    assertTrue(refused().contains("processor_config.json"));
    refusedByOpening();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"end\"", "{}", "[\"a\"]", "1.5"})
  void endTokensThatAreNone(String value) throws IOException {
    edit("generation_config.json", "eos_token_id", value);
    assertTrue(refused().contains("generation_config.json"));
    refusedByOpening();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../model.safetensors", "..", "/", "/etc/passwd", "a/b", "", "C:\\\\x", "\u0000"})
  void aShardOutsideOfTheFolder(String shard) throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    JsonObject map = new JsonObject();
    map.addProperty("lm_head.weight", shard);
    JsonObject index = new JsonObject();
    index.add("weight_map", map);
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    refused();
  }

  @Test
  void aShardIsMissing() throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"lm_head.weight\": \"model-00001-of-00002.safetensors\"}}");
    assertTrue(refused().contains("model-00001-of-00002.safetensors"));
  }

  @Test
  void weightsThatEndEarly() throws IOException {
    byte[] all = Files.readAllBytes(folder.resolve("model.safetensors"));
    Files.write(folder.resolve("model.safetensors"), java.util.Arrays.copyOf(all, all.length - 9));
    assertTrue(refused().contains("model.safetensors"));
  }

  /** Whatever tensor is missing or misshapen, inspecting and opening agree. */
  @Test
  void inspectingAndOpeningAgreeOnEveryTensor() throws IOException {
    Map<String, FloatTensor> all = new LinkedHashMap<>();
    try (Checkpoint weights = Checkpoint.open(folder)) {
      weights.names().forEach(n -> all.put(n, weights.tensor(n)));
    }
    List<String> names = new ArrayList<>(all.keySet());
    for (int i = 0; i < names.size(); i += 5) {
      String name = names.get(i);
      FloatTensor whole = all.get(name);
      all.remove(name);
      agree(all, name);
      all.put(name, FloatTensor.of(new float[3], 3, 1));
      agree(all, name);
      all.put(name, whole);
    }
  }

  private void agree(Map<String, FloatTensor> tensors, String name) {
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    boolean inspected = passes(() -> ModelFolder.inspect(folder));
    try (NDManager manager = Torch.newManager()) {
      assertEquals(passes(() -> ModelFolder.openVlm(folder, manager).close()), inspected, name);
    }
  }

  private static boolean passes(Runnable action) {
    try {
      action.run();
      return true;
    } catch (FacetException e) {
      return false;
    }
  }

  @Test
  void picturesThatTheTowerDoesNotReadAreNamed() throws IOException {
    edit("processor_config.json", "image_processor/crop_size", "{\"height\": 35, \"width\": 35}");
    assertTrue(refused().contains("28 x 28 pixels, the image processor makes 35 x 35"));
  }

  @Test
  void tokensThatNoPictureHasAreNamed() throws IOException {
    edit("config.json", "vision_feature_select_strategy", "\"cls\"");
    assertTrue(refused().contains("must be default or full, found 'cls'"));
    refusedByOpening();
  }

  @Test
  void whatTheProjectorCannotBeIsNamed() throws IOException {
    edit("config.json", "projector_hidden_act", "\"sine\"");
    assertTrue(refused().contains("activation 'sine' is unknown"));
    refusedByOpening();
  }
}
