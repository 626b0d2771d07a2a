package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on tiny checkpoints, against what transformers computes from them. */
class ModelCommandsTest {
  private static final Path MODELS = Path.of("src/test/resources/fixtures/models");
  private static final Path LLAVA = MODELS.resolve("llava");
  private static final String IMAGE = MODELS.resolve("images/landscape.png").toString();
  private static final JsonObject EXPECTED = JsonFile.read(LLAVA.resolve("expected.json")).root();

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Facet.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private static JsonObject landscape() {
    return EXPECTED.getAsJsonObject("runs").getAsJsonObject("landscape");
  }

  private static JsonObject moderate() {
    return landscape().getAsJsonArray("s1").asList().stream()
        .map(run -> run.getAsJsonObject())
        .filter(run -> run.get("name").getAsString().equals("moderate"))
        .findFirst()
        .orElseThrow();
  }

  /** The fixture's steering vector at its site. */
  private Path edits() throws IOException {
    return Files.writeString(
        folder.resolve("edits.json"),
        """
        [{"site": "%s", "mode": "add", "strength": %s, "positions": "all",
          "direction": {"file": "%s", "tensor": "v"}}]
        """
            .formatted(
                "vision.layers.1.out",
                moderate().get("coefficient").getAsString(),
                LLAVA.resolve("expected.safetensors").toString().replace('\\', '/')));
  }

  private static String prompt() {
    return EXPECTED.get("prompt").getAsString();
  }

  @Test
  void caption_says_what_transformers_says() {
    JsonObject unsteered = landscape().getAsJsonObject("unsteered");
    assertEquals(
        0,
        run(
            "caption",
            LLAVA.toString(),
            "--image",
            IMAGE,
            "--prompt",
            prompt(),
            "--tokens",
            "24",
            "--json"),
        err.toString());
    JsonObject answer = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertEquals(unsteered.get("text"), answer.get("text"));
    assertEquals(unsteered.get("ids"), answer.get("tokens"));
    assertEquals(
        unsteered.get("mean_logprob").getAsDouble(), answer.get("meanLogProb").getAsDouble(), 1e-4);
    assertTrue(answer.get("firstTokenMs").getAsDouble() > 0);
    assertEquals(new JsonArray(), answer.get("interventions"));
    assertEquals("fp32", answer.getAsJsonObject("provenance").get("arithmetic").getAsString());
  }

  @Test
  void a_steered_caption_says_what_transformers_says_with_a_hook() throws IOException {
    for (String cache : new String[] {"--verbose", "--no-cache"}) {
      out.getBuffer().setLength(0);
      int rc =
          run(
              "caption",
              LLAVA.toString(),
              "--image",
              IMAGE,
              "--prompt",
              prompt(),
              "--interventions",
              edits().toString(),
              "--tokens",
              "24",
              cache);
      assertEquals(0, rc, err.toString());
      assertEquals(
          moderate().get("text").getAsString().stripTrailing(), out.toString().stripTrailing());
    }
  }

  @Test
  void tap_reads_what_transformers_computes() throws IOException {
    Path file = folder.resolve("taps.safetensors");
    int rc =
        run(
            "tap",
            LLAVA.toString(),
            "--image",
            IMAGE,
            "--prompt",
            prompt(),
            "--site",
            "vision.embeddings",
            "--site",
            "blocks.0.hook_resid_post",
            "--site",
            "vision.layers.3.out",
            "--site",
            "projector.out",
            "--site",
            "language.layers.1.out",
            "--out",
            file.toString());
    assertEquals(0, rc, err.toString());
    try (Checkpoint taps = Checkpoint.open(file);
        Checkpoint expected = Checkpoint.open(LLAVA.resolve("expected.safetensors"))) {
      close(expected, "landscape.vision_hidden.0", taps, "vision.embeddings");
      close(expected, "landscape.vision_hidden.1", taps, "vision.layers.0.out");
      close(expected, "landscape.vision_hidden.4", taps, "vision.layers.3.out");
      close(expected, "landscape.image_features", taps, "projector.out");
      close(expected, "landscape.lm_hidden.2", taps, "language.layers.1.out");
      close(expected, "landscape.prefill_logits", taps, "logits");
      close(expected, "landscape.pixel_values", taps, "pixel_values");
      assertArrayEquals(new long[] {1, 56}, taps.info("input_ids").shape());
    }
  }

  @Test
  void tap_reads_what_comes_after_the_interventions() throws IOException {
    Path file = folder.resolve("taps.safetensors");
    int rc =
        run(
            "tap",
            LLAVA.toString(),
            "--image",
            IMAGE,
            "--prompt",
            prompt(),
            "--interventions",
            edits().toString(),
            "--site",
            "projector.out",
            "--out",
            file.toString());
    assertEquals(0, rc, err.toString());
    try (Checkpoint taps = Checkpoint.open(file);
        Checkpoint expected = Checkpoint.open(LLAVA.resolve("expected.safetensors"))) {
      close(expected, "landscape.s1.moderate.image_features", taps, "projector.out");
      close(expected, "landscape.s1.moderate.prefill_logits", taps, "logits");
    }
  }

  @Test
  void tap_reads_an_encoder() {
    Path file = folder.resolve("taps.safetensors");
    Path clip = MODELS.resolve("clip");
    int rc =
        run(
            "tap",
            clip.toString(),
            "--image",
            IMAGE,
            "--text",
            "a small red fox",
            "--text",
            "stripes and dots",
            "--site",
            "vision.layers.0.out",
            "--site",
            "vision.projection",
            "--site",
            "text.projection",
            "--out",
            file.toString());
    assertEquals(0, rc, err.toString());
    try (Checkpoint taps = Checkpoint.open(file)) {
      assertArrayEquals(new long[] {1, 17, 32}, taps.info("vision.layers.0.out").shape());
      assertArrayEquals(new long[] {1, 24}, taps.info("vision.projection").shape());
      assertArrayEquals(new long[] {2, 24}, taps.info("text.projection").shape());
    }
  }

  private static void close(Checkpoint expected, String name, Checkpoint found, String site) {
    assertArrayEquals(expected.floats(name), found.floats(site), 1e-3f, site);
  }

  @Test
  void bad_input_is_one_sentence_and_exit_code_2() throws IOException {
    complains(
        "no site",
        "has no vision.layers.99.out",
        "tap",
        LLAVA.toString(),
        "--image",
        "white",
        "--site",
        "vision.layers.99.out",
        "--out",
        "x");
    complains(
        "no picture",
        "is not a picture",
        "caption",
        LLAVA.toString(),
        "--image",
        Files.writeString(folder.resolve("a.png"), "text").toString());
    complains("no model", "nowhere", "caption", folder.resolve("nowhere").toString());
    complains("no budget", "token budget", "caption", LLAVA.toString(), "--tokens", "0");
    complains(
        "unknown ending",
        ".json, .csv, .png, .svg or .pdf",
        "sweep",
        LLAVA.toString(),
        "--sae",
        "s",
        "--latent",
        "1",
        "--out",
        "x.gif");
    complains(
        "no texts",
        "writes no text",
        "tap",
        MODELS.resolve("clip").toString(),
        "--prompt",
        "x",
        "--site",
        "vision.pooled",
        "--out",
        "x");
  }

  @Test
  void a_site_or_text_that_a_model_lacks_is_named() {
    String clip = MODELS.resolve("clip").toString();
    String dino = MODELS.resolve("dinov2-registers").toString();
    taps("no language model", clip, "language.layers.0.out", "--image", "white");
    taps("no language model", clip, "projector.out", "--image", "white");
    taps("projects with projector.out", LLAVA.toString(), "post_projection", "--image", "white");
    taps("no text tower", dino, "vision.pooled", "--image", "white", "--text", "a dog");
  }

  @Test
  void what_lies_beside_a_model_is_no_reason_not_to_open_it() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(LLAVA)) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    Files.createDirectory(folder.resolve("other"));
    Files.writeString(folder.resolve("other/config.json"), "{\"model_type\": 3}");
    String out = folder.resolve("t.safetensors").toString();
    String[] args = {
      "tap", model.toString(), "--image", "white", "--site", "projector.out", "--out", out
    };
    assertEquals(0, run(args), err::toString);
  }

  private void taps(String sentence, String model, String site, String... more) {
    List<String> args = new ArrayList<>(List.of("tap", model, "--site", site, "--out", "x"));
    args.addAll(List.of(more));
    complains(site, sentence, args.toArray(new String[0]));
  }

  private void complains(String what, String sentence, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(2, run(args), what);
    assertTrue(err.toString().contains(sentence), err.toString());
    assertEquals(1, err.toString().strip().lines().count(), "one line: " + err);
    assertFalse(err.toString().contains("Exception"), err.toString());
  }
}
