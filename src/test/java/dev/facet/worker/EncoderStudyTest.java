package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.Fixtures;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.core.UnitSteerability;
import dev.facet.protocol.Firing;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.workspace.Example;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.FeatureSummary;
import dev.facet.workspace.Study;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of the shipped CLIP alone, and the shipped language models behind it. */
class EncoderStudyTest {

  private static final FacetFolders FOLDERS = FacetFolders.ofSystem();
  private static final Path MODELS = FOLDERS.demoModels();

  /** A word of the demo world. */
  private static final String WORD = "apple";

  @TempDir private static Path temp;

  private static Path made;
  @TempDir private Path own;
  private Path folder;

  @BeforeAll
  static void make() {
    made = DemoStudy.make(temp, "clip", 48, 78);
  }

  /** Each test changes a copy, beside the images. */
  @BeforeEach
  void copy() throws IOException {
    folder = Files.createTempDirectory(temp, "copy-");
    try (Stream<Path> files = Files.walk(made)) {
      for (Path file : files.toList()) {
        Path target = folder.resolve(made.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private StudyNetworks networks(Study study) {
    return StudyNetworks.open(study, FOLDERS, Arithmetic.FP32);
  }

  private static CaptionSpec question(StudyNetworks networks, List<Intervention> edits) {
    return CaptionSpec.greedy("white", networks.prompts().getFirst(), edits, 16);
  }

  private static String caption(StudyNetworks networks, List<Intervention> edits) {
    return networks.caption(question(networks, edits), text -> {}, Cancellation.NONE).text();
  }

  @Test
  void all_that_needs_no_language_model_is_there() {
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      FeatureSummary feature =
          study
              .features()
              .page(new FeatureSearch("", FeatureSearch.Sort.MAX, true, true, false, 0, 1))
              .rows()
              .getFirst();
      assertFalse(feature.label().isEmpty(), "labels come from the text tower");
      assertEquals("clip", study.encoders().all().getFirst().name());
      Example top = study.features().profile(feature.feature(), 1).top().getFirst();
      Firing fires =
          networks
              .firing(new FiringRequest("corpus:" + top.image().id(), List.of(), 500))
              .latents()
              .stream()
              .filter(l -> l.feature() == feature.feature())
              .findFirst()
              .orElseThrow();
      assertEquals(top.max(), fires.code(), 1e-3, "what is indexed is what fires");
      int patches = study.manifest().patches();
      assertArrayEquals(top.codes().dense(patches), floats(fires.heat()), 1e-3f);
      float[] text = networks.textEmbedding(WORD);
      float[] image = networks.imageEmbedding("corpus:0", List.of(0, 1));
      assertEquals(text.length, image.length);
      assertEquals(study.manifest().width(), networks.direction(3).length);
      assertTrue(networks.residualNorm(study.site()) > 0);
      assertEquals("", networks.options().model());
      assertEquals(List.of("llava", "llava-small"), networks.options().models());
    }
  }

  private static float[] floats(List<Float> values) {
    float[] all = new float[values.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i);
    }
    return all;
  }

  @Test
  void what_needs_a_language_model_says_so_and_what_helps() {
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      FacetException refused =
          assertThrows(FacetException.class, () -> caption(networks, List.of()));
      assertTrue(refused.getMessage().contains("an encoder that writes no text"), "" + refused);
      assertTrue(refused.getMessage().contains("choose a language model"), "" + refused);
      assertTrue(
          refused.getMessage().contains(study.manifest().provenance().tower()), "" + refused);
    }
    FacetException refused =
        assertThrows(
            FacetException.class,
            () -> Explaining.open(folder, null, Arithmetic.FP32, FOLDERS).close());
    assertTrue(refused.getMessage().contains("choose a language model"), "" + refused);
  }

  private static SweepResult sweep(StudyNetworks networks, SweepSpec spec) {
    return networks.sweep(spec, point -> {}, Cancellation.NONE);
  }

  @Test
  void an_encoder_alone_is_as_steerable_as_beneath_a_language_model() {
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      double norm = networks.residualNorm(study.site());
      Intervention edit = Intervention.add(study.site(), Direction.latent(3), 0);
      Intervention beside = Intervention.add(study.site(), Direction.latent(5), norm);
      Intervention above =
          Intervention.add(
              HookPoint.parse("vision.layers.4.out", HookPoint.Tower.VISION),
              Direction.neuron(7),
              norm);
      List<SweepSpec> asked =
          Stream.of(List.<Intervention>of(), List.of(beside), List.of(above))
              .map(
                  others ->
                      new SweepSpec(
                          List.of("white", "corpus:0"),
                          networks.prompts().getFirst(),
                          edit,
                          List.of(norm, 4 * norm),
                          4,
                          null,
                          others))
              .toList();
      assertTrue(networks.measures());
      List<SweepResult> alone = asked.stream().map(spec -> sweep(networks, spec)).toList();
      String outcome =
          networks.steerability(
              new SteerabilityRequest(0, Intervention.Mode.ADD, List.of(4 * norm), List.of(3)),
              Progress.NONE,
              Cancellation.NONE);
      assertTrue(outcome.contains("of 1 latents"), outcome);
      assertMeasuredAlike(study, networks.prompts().getFirst(), 4 * norm);
      networks.attach(MODELS.resolve("llava"));
      for (int i = 0; i < asked.size(); i++) {
        SweepResult beneath = sweep(networks, asked.get(i));
        assertEquals(beneath.vocabularyName(), alone.get(i).vocabularyName());
        assertEquals(beneath.residualNorm(), alone.get(i).residualNorm(), 1e-9);
        assertEquals(3, alone.get(i).points().size());
        for (int p = 0; p < 3; p++) {
          SweepPoint with = beneath.points().get(p);
          SweepPoint without = alone.get(i).points().get(p);
          assertEquals(with.strength(), without.strength());
          assertEquals(with.steerability(), without.steerability(), 1e-5);
          assertEquals(with.power(), without.power(), 1e-5);
          assertEquals(with.topWord(), without.topWord());
          assertFalse(without.captioned());
          assertTrue(with.captioned());
        }
        assertEquals(0, alone.get(i).points().getFirst().steerability());
        assertTrue(alone.get(i).points().getLast().steerability() > 0);
      }
    }
  }

  /** The window's job and the command line have the same figures. */
  private void assertMeasuredAlike(Study study, String prompt, double strength) {
    UnitSteerability job =
        study
            .steerability()
            .known(
                measured(study, prompt, null, strength),
                study.manifest().provenance().modelFingerprint())
            .get(3);
    SteerabilitySpec spec = measured(study, "", words(study).toString(), strength);
    try (MeasuringModel alone =
        MeasuringModel.open(MODELS.resolve("clip"), MODELS.resolve("sae"), Arithmetic.FP32)) {
      assertFalse(alone.answers());
      assertEquals(study.site(), alone.site(null));
      assertEquals(study.manifest().width(), alone.width(study.site()));
      SteerabilityResult measured =
          alone.meter().steerability(spec, Map.of(), batch -> {}, Progress.NONE, Cancellation.NONE);
      assertEquals(
          job.asymptote().steerability(),
          measured.units().getFirst().asymptote().steerability(),
          1e-9);
      assertEquals(job.asymptote().promoted(), measured.units().getFirst().asymptote().promoted());
    }
  }

  private static SteerabilitySpec measured(
      Study study, String prompt, @Nullable String vocabulary, double strength) {
    return new SteerabilitySpec(
        study.site(),
        Intervention.Mode.ADD,
        List.of(strength),
        List.of("white"),
        prompt,
        vocabulary,
        List.of(3),
        false);
  }

  private Path words(Study study) {
    try {
      return Files.write(own.resolve("words.txt"), study.vocabulary());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void an_attached_language_model_steers_as_it_does_alone_and_is_remembered() {
    Path llava = MODELS.resolve("llava");
    String steered;
    List<Intervention> edits;
    CaptionSpec asked;
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      networks.attach(llava);
      assertEquals("llava", networks.options().model());
      assertFalse(networks.options().sites().isEmpty());
      edits =
          List.of(
              Intervention.add(
                  study.site(), Direction.latent(3), 2 * networks.residualNorm(study.site())));
      steered = caption(networks, edits);
      assertNotEquals("", steered);
      asked = question(networks, edits);
    }
    try (LoadedModel alone = LoadedModel.open(llava, MODELS.resolve("sae"), Arithmetic.FP32)) {
      assertEquals(steered, alone.engine().caption(asked, text -> {}, Cancellation.NONE).text());
    }
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      assertEquals(List.of(llava.toAbsolutePath().normalize()), study.attached());
      assertEquals("llava", networks.options().model());
      assertEquals(steered, caption(networks, edits));
      networks.choose("llava-small");
      assertEquals("llava-small", networks.options().model());
      assertEquals(
          MODELS.resolve("llava-small").toAbsolutePath().normalize(), study.attached().getFirst());
    }
    try (Explaining explaining = Explaining.open(folder, null, Arithmetic.FP32, FOLDERS)) {
      assertTrue(explaining.residualNorm() > 0);
    }
  }

  @Test
  void another_tower_is_refused_by_both_fingerprints_and_changes_nothing() {
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      networks.attach(MODELS.resolve("llava-small"));
      Path other = Fixtures.resource("models/llava");
      FacetException refused = assertThrows(FacetException.class, () -> networks.attach(other));
      assertEquals(FacetException.Kind.MISMATCH, refused.kind());
      assertTrue(refused.getMessage().contains(study.manifest().provenance().tower()));
      assertTrue(refused.getMessage().contains(Encoders.tower(other)), refused.getMessage());
      assertEquals("llava-small", networks.options().model());
      assertNotEquals("", caption(networks, List.of()));
      FacetException silent =
          assertThrows(FacetException.class, () -> networks.attach(MODELS.resolve("clip")));
      assertTrue(silent.getMessage().contains("writes no text"), silent.getMessage());
    }
  }

  /** As a LLaVA in fp16 holds the fp32 CLIP that it was built on. */
  @Test
  void a_rounding_of_the_tower_is_that_tower_and_says_so() throws IOException {
    Path half = own.resolve("half");
    Files.createDirectories(half);
    try (Stream<Path> files = Files.list(MODELS.resolve("llava-small"))) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".safetensors")).toList()) {
        Files.copy(file, half.resolve(file.getFileName().toString()));
      }
    }
    Path weights = half.resolve("model.safetensors");
    HalfPrecision.write(MODELS.resolve("llava-small"), weights, name -> 0);
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      assertNotEquals(study.manifest().provenance().tower(), Encoders.tower(half));
      networks.attach(half);
      assertTrue(networks.trouble().contains("rounded to F16"), networks.trouble());
      assertNotEquals("", caption(networks, List.of()));
    }
    // One weight that is off by more than rounding is another tower.
    HalfPrecision.write(
        MODELS.resolve("llava-small"),
        weights,
        name -> name.endsWith("layers.2.mlp.fc1.bias") && name.contains("vision") ? 0.01f : 0);
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      assertTrue(networks.trouble().contains("could not be loaded"), networks.trouble());
      assertThrows(FacetException.class, () -> networks.attach(half));
    }
  }

  @Test
  void a_remembered_model_that_is_damaged_leaves_the_rest_usable() throws IOException {
    Path copy = own.resolve("captioner");
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(MODELS.resolve("llava-small"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      networks.attach(copy);
      assertEquals("captioner", networks.options().model());
      assertEquals("", networks.trouble());
    }
    Files.writeString(copy.resolve("tokenizer.json"), "no tokenizer");
    try (Study study = Study.open(folder);
        StudyNetworks networks = networks(study)) {
      assertEquals("", networks.options().model());
      assertTrue(networks.trouble().contains("captioner"), networks.trouble());
      assertTrue(networks.options().models().contains("captioner"));
      assertFalse(networks.firing(new FiringRequest("corpus:0", List.of(), 5)).latents().isEmpty());
    }
  }
}
