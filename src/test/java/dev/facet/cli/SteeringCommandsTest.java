package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.Fixtures;
import dev.facet.core.Preset;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.UnitSteerability;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.SteerabilityParts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steering from the command line, with the shipped models. */
class SteeringCommandsTest {

  private static final String MODEL = "models/demo/llava";
  private static final String SAE = "models/demo/sae";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Facet.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private JsonObject json(String... args) {
    assertEquals(0, run(args), err.toString());
    return JsonParser.parseString(out.toString()).getAsJsonObject();
  }

  static Stream<Preset> presets() {
    return Preset.all().stream();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetSteersWhereTheSaeReads(Preset preset) {
    JsonObject answer =
        json("caption", MODEL, "--preset", preset.name(), "--sae", SAE, "--latent", "17", "--json");
    JsonObject edit = answer.getAsJsonArray("interventions").get(0).getAsJsonObject();
    assertEquals("vision.layers.3.out", edit.get("site").getAsString());
    assertEquals(preset.mode().name().toLowerCase(Locale.ROOT), edit.get("mode").getAsString());
    assertEquals(preset.prompt(), answer.get("prompt").getAsString());
    assertTrue(answer.getAsJsonArray("tokens").size() <= preset.maxTokens());
    assertEquals(answer.getAsJsonArray("tokens").size(), answer.getAsJsonArray("kl").size());
    JsonObject strength = answer.getAsJsonArray("strengths").get(0).getAsJsonObject();
    assertEquals(edit.get("strength"), strength.get("raw"));
    assertTrue(strength.get("inR").getAsDouble() > 0);
    if (preset.targetKl() == null) {
      assertEquals(preset.strength(), edit.get("strength").getAsDouble());
    } else {
      assertEquals(preset.targetKl(), answer.getAsJsonObject("dose").get("targetKl").getAsDouble());
    }
  }

  @Test
  void samplingDependsOnTheSeedAlone() {
    String[] warm = {"caption", MODEL, "--image", "noise:3", "--temperature", "1.5", "--seed"};
    List<String> texts = new ArrayList<>();
    for (String seed : List.of("1", "1", "2", "3", "4")) {
      List<String> args = new ArrayList<>(List.of(warm));
      args.add(seed);
      assertEquals(0, run(args.toArray(String[]::new)), err.toString());
      texts.add(out.toString());
    }
    assertEquals(texts.get(0), texts.get(1));
    assertTrue(texts.stream().distinct().count() > 1, "seeds matter");
  }

  @Test
  void aWholeSaesFiguresAreWrittenAndNothingElse() throws IOException {
    Path file = folder.resolve("s.json");
    int rc =
        run(
            "steerability",
            MODEL,
            "--sae",
            SAE,
            "--sample",
            "12",
            "--images",
            "white",
            "--images",
            "noise:1",
            "--out",
            file.toString());
    assertEquals(0, rc, err.toString());
    JsonObject result = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertEquals(12, result.getAsJsonArray("units").size());
    assertTrue(result.get("meanSteerability").getAsDouble() >= 0);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  private SteerabilityResult steerability(Path file, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(List.of("steerability", MODEL, "--sae", SAE, "--sample", "30"));
    args.addAll(List.of(more));
    args.addAll(List.of("--out", file.toString()));
    assertEquals(0, run(args.toArray(String[]::new)), err.toString());
    return ProtocolJson.compact().fromJson(Files.readString(file), SteerabilityResult.class);
  }

  @Test
  void anEncoderAloneHasTheFiguresThatItHasBeneathALanguageModel() throws IOException {
    String clip = "models/demo/clip";
    SteerabilityResult beneath =
        steerability(folder.resolve("beneath.json"), "--images", "noise:1");
    Path file = folder.resolve("alone.json");
    String[] asked = {
      "steerability",
      clip,
      "--sae",
      SAE,
      "--sample",
      "30",
      "--images",
      "noise:1",
      "--out",
      "" + file
    };
    assertEquals(0, run(asked), err.toString());
    SteerabilityResult alone =
        ProtocolJson.compact().fromJson(Files.readString(file), SteerabilityResult.class);
    assertEquals("clip", alone.provenance().model());
    assertEquals("", alone.spec().prompt());
    assertEquals(beneath.vocabularyName(), alone.vocabularyName());
    assertEquals(beneath.words(), alone.words());
    assertEquals(beneath.spec().strengths(), alone.spec().strengths());
    assertEquals(beneath.coverage(), alone.coverage());
    assertTrue(alone.steerableShare() > 0);
    for (int i = 0; i < 30; i++) {
      UnitSteerability.Point with = beneath.units().get(i).asymptote();
      UnitSteerability.Point without = alone.units().get(i).asymptote();
      assertEquals(beneath.units().get(i).unit(), alone.units().get(i).unit());
      assertEquals(with.steerability(), without.steerability(), 1e-9);
      assertEquals(with.power(), without.power(), 1e-9);
      assertEquals(with.promoted(), without.promoted());
    }

    Path chart = folder.resolve("curve.json");
    String[] sweep = {"sweep", clip, "--sae", SAE, "--latent", "17", "--out", "" + chart};
    assertEquals(0, run(sweep), err.toString());
    JsonObject swept = JsonParser.parseString(Files.readString(chart)).getAsJsonObject();
    assertEquals(9, swept.getAsJsonArray("points").size());
    JsonObject last = swept.getAsJsonArray("points").get(8).getAsJsonObject();
    assertTrue(last.get("steerability").getAsDouble() > 0);
    assertEquals("", last.getAsJsonObject("caption").get("text").getAsString());
    Path table = folder.resolve("curve.csv");
    sweep[7] = table.toString();
    assertEquals(0, run(sweep), err.toString());
    String row = Files.readAllLines(table).getLast();
    assertTrue(row.endsWith(",,\"\""), "neither a caption nor its probability: " + row);
  }

  @Test
  void whatTakesALanguageModelIsRefusedOfAnEncoderInOneSentence() throws IOException {
    String clip = "models/demo/clip";
    String[] sweep = {
      "sweep", clip, "--sae", SAE, "--latent", "1", "--out", "" + folder.resolve("x.svg")
    };
    String[] all = {
      "steerability", clip, "--sae", SAE, "--sample", "2", "--out", "" + folder.resolve("x.json")
    };
    complains("leave --prompt out", with(sweep, "--prompt", "what is it ?"));
    complains("leave --tokens out", with(sweep, "--tokens", "8"));
    complains("leave --prompt out", with(all, "--prompt", "what is it ?"));
    for (String site : List.of("language.layers.1.out", "projector.out")) {
      complains("The vision tower has no " + site, with(sweep, "--site", site));
      complains("The vision tower has no " + site, with(all, "--site", site));
    }
    sweep[5] = "99999";
    complains("99999", sweep);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
    complains(
        "an encoder of images alone",
        "steerability",
        Fixtures.resource("models/dinov2-registers").toString(),
        "--sae",
        SAE,
        "--out",
        folder.resolve("x.json").toString());
  }

  private static String[] with(String[] args, String... more) {
    return Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void aRunThatWasCutOffMeasuresWhatIsMissingAndNothingTwice() throws IOException {
    SteerabilityResult whole = steerability(folder.resolve("whole.json"));
    // What a killed run leaves: some units, here with figures that no run gives, and half a line.
    List<UnitSteerability> half =
        whole.units().subList(0, 12).stream()
            .map(
                u ->
                    new UnitSteerability(
                        u.unit(),
                        List.of(
                            new UnitSteerability.Point(
                                u.asymptote().strength(), 7, 7, 7, 7, 7, List.of(), null))))
            .toList();
    Path file = folder.resolve("s.json");
    Path part = folder.resolve("s.json.part");
    new SteerabilityParts(file, whole.spec(), whole.provenance()).add(half);
    Files.writeString(
        part, "{\"unit\":" + whole.units().get(12).unit() + ",\"poi", StandardOpenOption.APPEND);
    SteerabilityResult resumed = steerability(file);
    assertEquals(half, resumed.units().subList(0, 12), "not measured again");
    for (int i = 12; i < 30; i++) {
      UnitSteerability alone = whole.units().get(i);
      assertEquals(alone.unit(), resumed.units().get(i).unit());
      // Another neighbour in the micro-batch may cost the last digits.
      assertEquals(
          alone.asymptote().steerability(),
          resumed.units().get(i).asymptote().steerability(),
          1e-6);
    }
    assertFalse(Files.exists(part));

    // Another question begins anew.
    new SteerabilityParts(file, whole.spec(), whole.provenance()).add(half);
    SteerabilityResult other = steerability(file, "--strength", "40");
    assertEquals(40, other.units().getFirst().asymptote().strength());
    assertTrue(other.units().stream().noneMatch(u -> u.asymptote().steerability() == 7));
    assertFalse(Files.exists(part));
  }

  @Test
  void disentanglementIsMeasuredOverASetOfLabels() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.txt"), "red\nblue\ndog\n");
    SteerabilityResult result =
        steerability(folder.resolve("d.json"), "--labels", labels.toString());
    assertTrue(out.toString().contains("over 3 labels"), out.toString());
    assertEquals(3, result.words());
    double sum = 0;
    for (UnitSteerability unit : result.units()) {
      double d = unit.asymptote().disentanglement();
      assertTrue(d >= 0 && d < 4, "|Delta·T| is at most 2, the target has norm 1: " + d);
      sum += d;
    }
    assertEquals(sum / 30, result.meanDisentanglement(), 1e-9);
    complains(
        "give one of them",
        "steerability",
        MODEL,
        "--sae",
        SAE,
        "--labels",
        labels.toString(),
        "--vocabulary",
        labels.toString(),
        "--out",
        folder.resolve("x.json").toString());
    complains(
        "a site of the vision tower",
        "steerability",
        MODEL,
        "--sae",
        SAE,
        "--site",
        "language.layers.1.out",
        "--neurons",
        "--labels",
        labels.toString(),
        "--out",
        folder.resolve("x.json").toString());
  }

  @Test
  void whatDoesNotFitIsOneSentenceAndNothingIsWritten() throws IOException {
    complains("no preset 'nobody'", "caption", MODEL, "--preset", "nobody");
    complains("give --sae and --latent", "caption", MODEL, "--preset", "pach");
    complains("go together", "caption", MODEL, "--latent", "3");
    complains("finite", "caption", MODEL, "--sae", SAE, "--latent", "3", "--strength", "NaN");
    complains("9999", "caption", MODEL, "--sae", SAE, "--latent", "9999");
    complains("above 0", "caption", MODEL, "--sae", SAE, "--latent", "3", "--dose", "-1");
    complains("0 < top-p", "caption", MODEL, "--temperature", "1", "--top-p", "0");
    complains("tokens in all", "caption", MODEL, "--prompt", "a dog ".repeat(700));
    complains("needs an intervention", "caption", MODEL, "--dose", "0.5");
    Path edits = folder.resolve("edits.json");
    Path target = folder.resolve("x.json");
    for (String[] wrong :
        new String[][] {
          {"\"direction\": {\"neuron\": 128}, \"strength\": 1", "no neuron 128"},
          {"\"direction\": {\"neuron\": 1}, \"strength\": NaN", "must be a number"},
          {"\"direction\": {\"neuron\": 1}, \"strength\": 1e999", "finite"},
          {"\"direction\": {\"neuron\": 1}, \"strength\": 1, \"positions\": [[0],[1]]", "2 lists"},
          {"\"direction\": {\"neuron\": 1}, \"strength\": 1, \"positions\": [[999]]", "patch 999"},
          {"\"direction\": {\"plus\": [], \"minus\": [\"white\"]}, \"strength\": 1", "both sides"}
        }) {
      Files.writeString(edits, "[{\"site\": \"vision.layers.3.out\", " + wrong[0] + "}]");
      complains(wrong[1], "caption", MODEL, "--interventions", edits.toString());
    }
    Path empty = Files.writeString(folder.resolve("empty.txt"), "\n \n");
    complains(
        "has 0 words",
        "sweep",
        MODEL,
        "--sae",
        SAE,
        "--latent",
        "1",
        "--vocabulary",
        empty.toString(),
        "--out",
        target.toString());
    complains(
        "has 0 words",
        "steerability",
        MODEL,
        "--sae",
        SAE,
        "--sample",
        "2",
        "--vocabulary",
        empty.toString(),
        "--out",
        target.toString());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(edits, empty), files.sorted().toList());
    }
  }

  private void complains(String sentence, String... args) {
    assertEquals(2, run(args), String.join(" ", args) + out);
    assertTrue(err.toString().contains(sentence), err.toString());
    assertEquals(1, err.toString().strip().lines().count(), "one line: " + err);
    assertEquals("", out.toString());
  }
}
