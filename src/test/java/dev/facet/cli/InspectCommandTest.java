package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.Fixtures;
import dev.facet.checkpoint.Checkpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code facet inspect} and {@code facet encode}, as scripts call them. */
final class InspectCommandTest {

  private final StringWriter out = new StringWriter();
  private static final Path DEMO = Path.of("models/demo");

  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Facet.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private JsonObject json() {
    return JsonParser.parseString(out.toString()).getAsJsonObject();
  }

  @Test
  void tellsWhatAnSaeIs() {
    assertEquals(
        0, run("inspect", Fixtures.sae("sl_topk_rescale/sae").toString(), "--json"), err::toString);
    JsonObject found = json();
    assertEquals("sae", found.get("kind").getAsString());
    assertEquals("SAELens", found.get("library").getAsString());
    assertEquals("topk", found.get("sparsity").getAsString());
    assertEquals(6, found.get("k").getAsInt());
    assertEquals(24, found.get("d_in").getAsInt());
    assertEquals("vision.layers.7.out", found.get("hook_point").getAsString());
    assertEquals(
        "F32",
        found.getAsJsonObject("tensors").getAsJsonObject("W_enc").get("dtype").getAsString());
  }

  @Test
  void tellsWhatAModelIs() {
    assertEquals(0, run("inspect", Fixtures.model("clip").toString()), err::toString);
    assertTrue(out.toString().contains("family                 clip"), out.toString());
  }

  @Test
  void warnsOfWhatIsNotApplied(@TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.list(DEMO.resolve("llava"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    assertEquals(0, run("inspect", folder.toString()));
    assertFalse(out.toString().contains("not applied"), out.toString());
    Files.writeString(
        folder.resolve("generation_config.json"),
        "{\"eos_token_id\": 2, \"repetition_penalty\": 1.05, \"num_beams\": 1}");
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages | nosuch }}");
    assertEquals(0, run("inspect", folder.toString()));
    assertTrue(out.toString().contains("repetition_penalty 1.05"), out.toString());
    assertFalse(out.toString().contains("num_beams"), out.toString());
    assertTrue(out.toString().contains("no filter named 'nosuch'"), out.toString());
  }

  @Test
  void tellsWhetherAnSaeFitsAModel() {
    String clip = DEMO.resolve("clip").toString();
    String sae = DEMO.resolve("sae").toString();
    assertEquals(0, run("inspect", clip, "--sae", sae, "--json"), err::toString);
    JsonObject fit = json().getAsJsonObject("sae");
    assertTrue(fit.get("explained_variance").getAsDouble() > 0.5, out.toString());
    assertEquals(0, json().getAsJsonArray("warnings").size());
    out.getBuffer().setLength(0);
    assertEquals(
        0,
        run("inspect", clip, "--sae", sae, "--site", "vision.layers.0.in", "--json"),
        err::toString);
    assertTrue(json().getAsJsonArray("warnings").size() > 0, out.toString());
  }

  @Test
  void tellsWhatPicturesAre() {
    assertEquals(0, run("inspect", Fixtures.model("images").toString(), "--json"), err::toString);
    assertEquals("images", json().get("kind").getAsString());
    assertEquals(5, json().get("images").getAsInt());
  }

  @Test
  void refusesWithOneSentence(@TempDir Path folder) {
    assertEquals(2, run("inspect", folder.toString()));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(folder.toString()), err.toString());
  }

  @Test
  void whatIsNothingToOpenIsNamed() {
    refuses("", "The path is empty");
    refuses(Fixtures.model("llava").resolve("config.json").toString(), "name the folder");
  }

  private void refuses(String path, String sentence) {
    err.getBuffer().setLength(0);
    assertEquals(2, run("inspect", path), path);
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(sentence), err.toString());
  }

  /** Folders may be called as pictures are. */
  @Test
  void aFolderIsNoPicture(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("a.png"));
    Files.copy(Fixtures.image("white"), folder.resolve("b.png"));
    assertEquals(0, run("inspect", folder.toString(), "--json"), err::toString);
    assertEquals(1, json().get("images").getAsInt());
  }

  @Test
  void encodesATensorOfAFile(@TempDir Path folder) {
    Path sae = Fixtures.sae("sl_hook_z");
    Path codes = folder.resolve("codes.safetensors");
    String in = sae.resolve("expected.safetensors") + "#x3";
    assertEquals(
        0,
        run("encode", sae.resolve("sae").toString(), "--in", in, "--out", codes.toString()),
        err::toString);
    try (Checkpoint got = Checkpoint.open(codes);
        Checkpoint expected = Fixtures.expected(sae)) {
      close(expected.floats("codes3"), got.floats("codes"));
      close(expected.floats("recon3"), got.floats("reconstruction"));
      assertEquals(4, got.info("reconstruction").shape().length);
    }
    assertEquals(2, run("encode", sae.toString(), "--in", "nothing", "--out", codes.toString()));
  }

  private static void close(float[] expected, float[] got) {
    assertEquals(expected.length, got.length);
    for (int i = 0; i < got.length; i++) {
      assertEquals(expected[i], got[i], 1e-4);
    }
  }
}
