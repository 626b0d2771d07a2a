package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.facet.core.Arithmetic;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.MeanDifference;
import dev.facet.core.Positions;
import dev.facet.core.Sampling;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.CaptionCommandLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the window copies as a command runs as it stands: a real shell and our own parser read it.
 */
class CaptionCommandLineTest {

  private static final Path MODELS = Path.of("models", "demo").toAbsolutePath();
  private static final HookPoint SITE = HookPoint.out(HookPoint.Tower.VISION, 3);
  private static final CaptionSpec SPEC =
      CaptionSpec.greedy(
          "corpus:4",
          "what is it ? don't say \"$HOME\" or `a` \\",
          List.of(
              Intervention.add(SITE, Direction.latent(851), 80.25),
              new Intervention(
                  SITE,
                  Mode.CLAMP_KEEP_ERROR,
                  -3,
                  Direction.latent(6),
                  Positions.mask(List.of(List.of(0, 5))),
                  During.PREFILL)),
          12);

  /** What a POSIX shell makes of a command. */
  private static List<String> shell(String command) throws Exception {
    String words = command.replaceFirst("^facet ", "printf '%s\\\\0' ");
    Process shell = new ProcessBuilder("sh", "-c", words).start();
    byte[] out = shell.getInputStream().readAllBytes();
    assertEquals(0, shell.waitFor());
    return Arrays.stream(new String(out, StandardCharsets.UTF_8).split("\0")).toList();
  }

  @Test
  void a_shell_and_our_parser_read_back_what_was_asked() throws Exception {
    String command =
        CaptionCommandLine.of(
            CaptionCommandLine.standalone(
                SPEC,
                MODELS.resolve("sae"),
                address -> address.equals("corpus:4") ? "noise:4" : address),
            MODELS.resolve("llava"),
            Arithmetic.FP32);
    JsonObject answer = answer(command);
    assertEquals(SPEC.prompt(), answer.get("prompt").getAsString());
    assertEquals("noise:4", answer.getAsJsonArray("images").get(0).getAsString());
    List<Intervention> read =
        answer.getAsJsonArray("interventions").asList().stream()
            .map(i -> ProtocolJson.compact().fromJson(i, Intervention.class))
            .toList();
    String sae = MODELS.resolve("sae").toString();
    assertEquals(
        List.of(
            SPEC.interventions().get(0).withDirection(Direction.latent(sae, 851)),
            SPEC.interventions().get(1).withDirection(Direction.latent(sae, 6))),
        read);
    assertTrue(answer.getAsJsonArray("tokens").size() <= 12);
  }

  /** What our own program answers to the command, as JSON. */
  private static JsonObject answer(String command) throws Exception {
    List<String> arguments = new ArrayList<>(shell(command));
    arguments.add("--json");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Facet.execute(
            arguments.toArray(String[]::new),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    assertEquals(0, code, err.toString());
    return ProtocolJson.compact().fromJson(out.toString(), JsonObject.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--latent 17 --strength 60",
        "--latent 17 --dose 0.5",
        "--latent 17 --preset pach --temperature 0.8 --top-k 20 --seed 5",
        "--latent 17 --image noise:2 --image black --tokens 9"
      })
  void the_json_of_a_caption_holds_all_that_it_takes_to_repeat_it(
      String options, @TempDir Path folder) throws Exception {
    JsonObject first = answer("facet caption models/demo/llava --sae models/demo/sae " + options);
    JsonObject direction =
        first.getAsJsonArray("interventions").get(0).getAsJsonObject().getAsJsonObject("direction");
    assertEquals("models/demo/sae", direction.get("sae").getAsString());
    JsonObject again = answer(first.get("command").getAsString());
    assertEquals(first.get("tokens"), again.get("tokens"), first.get("command").getAsString());
    assertEquals(first.get("command"), again.get("command"));

    Path file =
        Files.writeString(folder.resolve("edits.json"), first.get("interventions").toString());
    StringBuilder byHand = new StringBuilder("facet caption ").append(first.get("model"));
    first.getAsJsonArray("images").forEach(image -> byHand.append(" --image ").append(image));
    JsonObject sampling = first.getAsJsonObject("sampling");
    byHand
        .append(" --prompt ")
        .append(first.get("prompt"))
        .append(" --tokens ")
        .append(first.get("maxTokens"))
        .append(" --temperature ")
        .append(sampling.get("temperature"))
        .append(" --top-k ")
        .append(sampling.get("topK"))
        .append(" --seed ")
        .append(sampling.get("seed"))
        .append(" --interventions ")
        .append(file);
    assertEquals(first.get("tokens"), answer(byHand.toString()).get("tokens"), byHand.toString());
  }

  @Test
  void what_differs_from_the_defaults_is_said() {
    CaptionSpec warm =
        new CaptionSpec(
            List.of("corpus:4", "white"),
            "?",
            List.of(
                Intervention.add(
                    SITE,
                    Direction.means(
                        new MeanDifference(
                            List.of("corpus:1"), List.of("black"), MeanDifference.Tokens.CLS)),
                    2)),
            8,
            new Sampling(0.7, 0.9, 40, 3),
            true);
    String command =
        CaptionCommandLine.of(
            CaptionCommandLine.standalone(warm, null, a -> a.replace("corpus:", "/pictures/")),
            Path.of("m"),
            Arithmetic.FAST);
    assertTrue(command.contains("--image /pictures/4 --image white"), command);
    assertTrue(command.contains("\"plus\":[\"/pictures/1\"]"), command);
    assertTrue(command.contains("--temperature 0.7 --top-p 0.9 --top-k 40 --seed 3"), command);
    assertTrue(command.endsWith("--arithmetic fast"), command);
  }

  @Test
  void the_command_of_the_unsteered_caption_is_short() {
    assertEquals(
        "facet caption m --image white --prompt Describe. --tokens 8",
        CaptionCommandLine.of(
            CaptionSpec.greedy("white", "Describe.", List.of(), 8), Path.of("m"), Arithmetic.FP32));
  }
}
