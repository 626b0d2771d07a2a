package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class FacetTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Facet.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void help_shows_the_commands_with_examples() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("doctor"), out.toString());
    assertTrue(out.toString().contains("Examples:"), out.toString());
  }

  /** A command is built without its siblings when it is named, and must be the same one. */
  @Test
  void each_command_of_the_help_explains_itself_under_its_name() {
    CommandLine all = Commands.of(new Facet(), new String[] {"--help"});
    assertTrue(all.getSubcommands().size() > 10);
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              assertEquals(
                  name,
                  command
                      .getCommandSpec()
                      .userObject()
                      .getClass()
                      .getAnnotation(Command.class)
                      .name());
              String[] args = {"--verbose", name, "--help"};
              assertEquals(
                  List.of(name),
                  List.copyOf(Commands.of(new Facet(), args).getSubcommands().keySet()));
              assertEquals(0, run(args), err.toString());
              assertTrue(out.toString().contains("Usage: facet " + name), name);
            });
  }

  @Test
  void a_mistyped_command_is_answered_with_a_suggestion() {
    assertEquals(2, run("doctro"));
    assertTrue(err.toString().contains("doctro"), err.toString());
    assertTrue(err.toString().contains("doctor"), err.toString());
    assertFalse(err.toString().contains("\tat "), "no stack trace");
  }

  @Test
  void the_doctor_finds_java_and_the_engine() {
    assertEquals(0, run("doctor", "--json"), err.toString());
    var report = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertTrue(report.get("usable").getAsBoolean());
    var checks = report.getAsJsonArray("checks");
    assertEquals("Java", checks.get(0).getAsJsonObject().get("name").getAsString());
    assertEquals("ok", checks.get(0).getAsJsonObject().get("state").getAsString());
    assertTrue(out.toString().contains("PyTorch 2.7.1"), out.toString());
    assertTrue(out.toString().contains("26.0"), out.toString());
  }

  @Test
  void progress_in_a_log_is_a_line_now_and_then_with_the_time_left() {
    AtomicLong clock = new AtomicLong();
    ConsoleProgress progress = new ConsoleProgress(new PrintWriter(err, true), false, clock::get);
    progress.report("painting images", 0, 4000);
    for (int i = 1; i <= 30; i++) {
      clock.set(TimeUnit.SECONDS.toNanos(i));
      progress.report("painting images", i * 100L, 4000);
    }
    progress.report("painting images", 4000, 4000);
    assertEquals(
        """
        painting images 0 of 4,000
        painting images 1,000 of 4,000, 30 s left
        painting images 2,000 of 4,000, 20 s left
        painting images 3,000 of 4,000, 10 s left
        painting images 4,000 of 4,000
        """,
        err.toString().replace("\r", ""));
  }
}
