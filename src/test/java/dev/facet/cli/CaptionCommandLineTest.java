package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.CaptionCommandLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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
            SPEC,
            MODELS.resolve("llava"),
            MODELS.resolve("sae"),
            address -> address.equals("corpus:4") ? "noise:4" : address);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(shell(command));
    arguments.add("--json");
    int code =
        Facet.execute(
            arguments.toArray(String[]::new),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    assertEquals(0, code, err.toString());
    JsonObject answer = ProtocolJson.compact().fromJson(out.toString(), JsonObject.class);
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

  @Test
  void the_command_of_the_unsteered_caption_is_short() {
    assertEquals(
        "facet caption m --image white --prompt Describe. --tokens 8",
        CaptionCommandLine.of(
            CaptionSpec.greedy("white", "Describe.", List.of(), 8), Path.of("m"), null, a -> a));
  }
}
