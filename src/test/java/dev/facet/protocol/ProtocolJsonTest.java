package dev.facet.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import dev.facet.core.AppliedNorm;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Control;
import dev.facet.core.Direction;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.FeatureFacets;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.MeanDifference;
import dev.facet.core.PatchFrame;
import dev.facet.core.Positions;
import dev.facet.core.Provenance;
import dev.facet.core.Reconstruction;
import dev.facet.core.Sampling;
import dev.facet.core.SiteFit;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import java.io.File;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolJsonTest {
  private static final Gson JSON = ProtocolJson.compact();
  private static final HookPoint SITE = HookPoint.out(HookPoint.Tower.VISION, 3);
  private static final Intervention ADD = Intervention.add(SITE, Direction.latent(17), 20.5);
  private static final CaptionResult CAPTION =
      new CaptionResult("a dog — “ünï”", List.of(5, 7, 2), -0.25, 11.5, 60, false);
  private static final SweepPoint POINT =
      new SweepPoint(20.5, CAPTION, 0.4, 0.1, 0.6, List.of(new SweepPoint.Promoted("dog", 0.6)));
  private static final SweepSpec SWEEP =
      new SweepSpec("white", "Describe.", ADD, List.of(0.0, 20.5), 24, null);
  private static final CaptionRun RUN =
      new CaptionRun(
          4,
          CaptionSpec.greedy("white", "What?", List.of(ADD), 8),
          "llava",
          CAPTION,
          "a blank image",
          true,
          "2026-01-01T00:00:00Z");
  private static final Provenance PROVENANCE =
      new Provenance("llava", "ab", "cd", "sae", "ef", SITE.name(), null, null, "fp32", "0.1.0");
  private static final FeatureRow ROW =
      new FeatureRow(17, "dog", true, 0.5, 0.1, 0.01, 9, 3, null, 0.4, true);
  private static final FeatureDetail.Example EXAMPLE =
      new FeatureDetail.Example(4, "a.png", "a dog", 0.5, 3, List.of(0f, 1.25f));

  static Stream<Object> every_record() {
    return Stream.of(
        new AnnotateRequest(3, null, "own", null, List.of("a")),
        new ArithmeticInfo("fp32", "this CPU cannot multiply packed fp16 matrices"),
        new ArithmeticRequest("fast"),
        new CancelJobRequest(4),
        new CaptionEvent(9, "a do", 2),
        new CaptionRequest(
            9,
            "main",
            new CaptionSpec(
                List.of("white", "noise:7"),
                "What?",
                List.of(
                    ADD,
                    new Intervention(
                        HookPoint.projectorOut(),
                        Mode.CLAMP_KEEP_ERROR,
                        -3,
                        Direction.latent("sae", 3),
                        Positions.mask(List.of(List.of(0, 5), List.of())),
                        During.ALWAYS),
                    ADD.withDirection(Direction.tensor("v.safetensors", "v")),
                    ADD.withDirection(Direction.neuron(5)),
                    ADD.withDirection(Direction.random(Long.MAX_VALUE)),
                    ADD.withDirection(
                        Direction.means(
                            new MeanDifference(
                                List.of("a.png", "b.png"),
                                List.of("white"),
                                MeanDifference.Tokens.CLS))),
                    new Intervention(
                        HookPoint.out(HookPoint.Tower.LANGUAGE, 2),
                        Mode.CLAMP_RECONSTRUCT,
                        4,
                        Direction.latent(1),
                        Positions.LAST,
                        During.THEN_RECONSTRUCT)),
                24,
                new Sampling(0.7, 0.9, 40, 12),
                false)),
        new ExplainRequest(ExplainMethod.TOPK, Control.RANDOM, List.of(3, 5), null, "other"),
        new ExplainRequest(ExplainMethod.STEERING, Control.NONE, List.of(), 40.0, null),
        new SteerabilityRequest(32, Mode.ADD, List.of(20.0), List.of(3, 5)),
        new DoseRequest(
            5,
            "main",
            new DoseSpec(CaptionSpec.greedy("white", "What?", List.of(ADD), 4).withKl(), 0.5)),
        new DoseResult(
            20.5,
            1.5,
            0.49,
            true,
            List.of(new DoseResult.Step(3, 0.1)),
            CAPTION.withKl(List.of(0.1, 0.2, 0.3)),
            PROVENANCE),
        new Failure("BAD_INPUT", "no", "trace"),
        new FeatureDetail(
            ROW,
            List.of(new FeatureDetail.ScoredLabel("dog", 0.4)),
            List.of(EXAMPLE),
            List.of(EXAMPLE),
            List.of(new FeatureDetail.Quantile(0.9, 1, List.of(EXAMPLE))),
            new FeatureDetail.Histogram(List.of(-1.0, 0.0, 1.0), List.of(3L, 4L)),
            List.of(new FeatureDetail.Neighbour(4, "cat", 0.3)),
            List.of(new FeatureDetail.Neighbour(5, "cow", 0.2)),
            "",
            List.of(),
            List.of(
                new FeatureDetail.Explanation(
                    ExplainMethod.HYBRID,
                    Control.NONE,
                    "A dog",
                    "llava",
                    40.0,
                    0.9,
                    "What?",
                    0.3,
                    null,
                    null,
                    "2026-01-01T00:00:00Z"))),
        new FeaturePage(1, List.of(ROW)),
        new FeatureQuery("dog", FeatureQuery.Sort.LABEL_SCORE, true, true, false, 0, 50),
        new FeatureRequest(3, 16),
        ROW,
        new Firing(3, "dog", 2, List.of(0f, 2f)),
        new FiringPage(8, 8, List.of(new Firing(3, "dog", 2, List.of(0f, 2f)))),
        new FiringRequest("corpus:4", List.of(1, 2), 12),
        new ImageData(2, 1, "AAAA"),
        new ImagePage(1, List.of(new ImageRow(4, "a.png", ""))),
        new ImageQuery("", 0, 10),
        new ImageRow(4, "a.png", ""),
        new IndexRequest("m", "s", "i", SITE.name(), "o"),
        new JobEvent(1, "t", JobEvent.State.RUNNING, "a", 1, 2, -1, ""),
        new JobEvent(1, "t", JobEvent.State.INTERRUPTED, "", 1, 2, 0, "cut off", "/s", false),
        new JobList(List.of(new JobEvent(1, "t", JobEvent.State.QUEUED, "", 0, 0, -1, ""))),
        new ResumeJobRequest(1764000000000L),
        new KeepImageRequest("AAAA"),
        new ImageAddress("/pasted/a.png"),
        new AppliedRequest(CaptionSpec.greedy("white", "What?", List.of(ADD), 8)),
        new AppliedNorms(List.of(new AppliedNorm(2, 0.5, 64, 65))),
        new JobInfo(1, "t"),
        new OpenStudyRequest(null, true),
        new FeatureQuery(
            "cat",
            FeatureQuery.Sort.DENSITY,
            true,
            true,
            false,
            new FeatureFacets(
                List.of(new FeatureFacets.Range(FeatureFacets.Figure.MAX, 0.5, null)),
                List.of("sea"),
                null,
                true),
            0,
            9),
        new FeatureColumns(
            PackedInts.of(new int[] {3}),
            PackedFloats.of(new float[] {0.5f}),
            PackedFloats.of(new float[] {0.1f}),
            PackedFloats.of(new float[] {2}),
            PackedFloats.of(new float[] {1}),
            PackedFloats.of(new float[] {0.3f}),
            PackedFloats.of(new float[] {Float.NaN}),
            PackedFloats.of(new float[] {Float.NaN}),
            PackedFloats.of(new float[] {-4}),
            PackedFloats.of(new float[] {4}),
            PackedInts.of(new int[0])),
        MeaningSearchRequest.text("sky", FeatureQuery.ALL, 20),
        MeaningSearchRequest.image(
            MeaningSearchRequest.Mode.CODES, "corpus:4", List.of(1, 2), FeatureQuery.ALL, 20),
        new SkippedImages(List.of(new SkippedImages.Skipped("a.jpg", "is no picture"))),
        new ResumeIndexRequest("/s"),
        new ArithmeticRequest("fast"),
        new ArithmeticInfo("fp32", "no AMX"),
        new MonosemanticityRequest("/dino"),
        new CompareRequest("/t", 50),
        new ComparisonRequest(7),
        new StudyParts("/m", "/sae", "/i", SITE.name()),
        new StudyQuality(
            List.of(
                new StudyQuality.Scores(
                    "clip", true, PackedFloats.of(new float[] {1}), PackedFloats.of(new float[0]))),
            List.of(
                new StudyQuality.Explained(
                    "llava", ExplainMethod.TOPK, Control.NONE, 9, 0.5, 0.1, null, 0)),
            List.of(new StudyQuality.Level(0, 9, 0, null, 0.5))),
        new InspectRequest("/m"),
        new InspectReply(
            "/m",
            InspectReply.Kind.MODEL,
            List.of(new InspectReply.Fact("family", "LLaVA")),
            List.of()),
        new IndexEstimate(
            9,
            9,
            1,
            0.01,
            0.09,
            1000,
            2000,
            3000,
            4000,
            new SaeFitFigures(8, 32, 4, null, List.of("too sparse")),
            List.of("too little")),
        new SaeFitFigures(8, 32, 4, 0.5, List.of("too sparse")),
        new IndexState(512, 4000, 2, false, true),
        PackedInts.of(new int[] {1, -1}),
        PackedFloats.of(new float[] {1, Float.NaN}),
        new FeatureHits(List.of(new FeatureHits.Hit(ROW, 0.4))),
        new PixelsRequest("corpus:4", 96),
        new StudyInfo(
            "/s",
            "Demo",
            PROVENANCE,
            "BatchTopK",
            1024,
            900,
            4000,
            128,
            13.5,
            0.8,
            0.1,
            0.95,
            12,
            new Reconstruction(0.79, 4.5, 0.93, 41),
            List.of(new SiteFit(SITE.name(), 12, 0.8, 0.1)),
            8,
            8,
            new PatchFrame(PatchFrame.Base.SHORTER_SIDE, 0.875, 0.875, 224, 224),
            List.of("Describe."),
            List.of(0.0, 10.0),
            "llava",
            List.of("llava"),
            new IndexState(4000, 4001, 1, true, false),
            "clip",
            false,
            false,
            "",
            new StudyParts("/m", "/sae", "/i", SITE.name()),
            true),
        new SteeringOptions("llava", List.of("llava", "llava-small"), List.of(SITE.name())),
        new ModelRequest("llava-small"),
        new AttachRequest("/m/llava"),
        new SiteRequest(SITE.name()),
        new SiteNorm(SITE.name(), 13.5),
        new CommandRequest(CaptionSpec.greedy("white", "What?", List.of(ADD), 8), "llava"),
        new CommandText(
            "facet caption 'a b'",
            "a b",
            CaptionSpec.greedy("white", "What?", List.of(ADD), 8),
            "fp32"),
        RUN,
        new CaptionRuns(List.of(RUN)),
        new RunRequest(4),
        new SweepEvent(3, 13.5, POINT),
        new SweepRequest(3, "main", SWEEP, true),
        new SweepResult(SWEEP, 13.5, List.of(POINT), "demo words", PROVENANCE),
        CAPTION,
        new WorkerInfo("0.1.0", 12, "cpu", "fp32", 2, "PyTorch"),
        new WorkerStatus(1L << 31, 2, true, "fp32"));
  }

  @ParameterizedTest
  @MethodSource("every_record")
  void survives_the_wire(Object record) {
    assertEquals(record, JSON.fromJson(JSON.toJson(record), record.getClass()));
  }

  @Test
  void no_record_of_the_contract_is_forgotten_above() {
    File folder =
        new File(Objects.requireNonNull(WorkerApi.class.getResource("WorkerApi.class")).getPath())
            .getParentFile();
    Set<String> records =
        Stream.of(Objects.requireNonNull(folder.list()))
            .filter(name -> name.endsWith(".class") && !name.contains("$"))
            .map(name -> "dev.facet.protocol." + name.substring(0, name.length() - 6))
            .filter(ProtocolJsonTest::isPublicRecord)
            .collect(Collectors.toCollection(TreeSet::new));
    every_record().forEach(r -> records.remove(r.getClass().getName()));
    assertEquals(Set.of(), records);
  }

  private static boolean isPublicRecord(String name) {
    try {
      Class<?> type = Class.forName(name, false, ProtocolJsonTest.class.getClassLoader());
      return type.isRecord() && Modifier.isPublic(type.getModifiers());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_number_that_is_not_finite_is_null_on_the_wire() {
    WorkerStatus fine = new WorkerStatus(1, 0, false, "fp32");
    assertFalse(JSON.toJson(fine).contains("null"));
    assertFalse(JSON.toJson(ROW).contains("monosemanticity"), "what is not there is left out");
    SweepEvent event = new SweepEvent(1, Double.NaN, POINT);
    String json = JSON.toJson(event);
    assertTrue(json.contains("\"residualNorm\":null"), json);
    assertTrue(Double.isNaN(JSON.fromJson(json, SweepEvent.class).residualNorm()));
  }

  @Test
  void interventions_read_as_people_write_them() {
    String file =
        """
        [{"site": "vision.layers.10.out", "mode": "clamp_keep_error", "strength": 20.0,
          "direction": {"sae": "some/sae", "latent": 17}, "positions": [[0, 1], [3]], "during": "always"},
         {"site": "blocks.3.hook_resid_post", "strength": -1, "direction": {"neuron": 5}}]
        """;
    List<Intervention> read = JSON.fromJson(file, new TypeToken<List<Intervention>>() {}.getType());
    assertEquals(
        List.of(
            new Intervention(
                HookPoint.out(HookPoint.Tower.VISION, 10),
                Mode.CLAMP_KEEP_ERROR,
                20,
                Direction.latent("some/sae", 17),
                Positions.mask(List.of(List.of(0, 1), List.of(3))),
                During.ALWAYS),
            Intervention.add(SITE, Direction.neuron(5), -1)),
        read);
    assertEquals(
        "{\"site\":\"vision.layers.3.out\",\"mode\":\"add\",\"strength\":-1.0,"
            + "\"direction\":{\"neuron\":5},\"positions\":\"all\",\"during\":\"prefill\"}",
        JSON.toJson(read.get(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'site':'vision.layers.1.out','strenght':1,'direction':{'neuron':5}} | no key 'strenght'",
        "{'site':'vision.layers.1.out','direction':{'neuron':5}} | needs 'strength'",
        "{'site':'nowhere','strength':1,'direction':{'neuron':5}} | 'nowhere' is not a hook point",
        "{'site':'vision.layers.1.out','strength':'big','direction':{'neuron':5}} | must be a number",
        "{'site':'vision.layers.1.out','strength':1,'mode':'push','direction':{'neuron':5}} | clamp_keep_error",
        "{'site':'vision.layers.1.out','strength':1,'direction':{}} | exactly one source",
        "{'site':'vision.layers.1.out','strength':1,'direction':{'neuron':1.5}} | whole number",
        "{'site':'vision.layers.1.out','strength':1,'direction':{'latent':-1}} | index from 0",
        "{'site':'vision.layers.1.out','strength':1,'direction':{'neuron':5},'positions':'some'} | Positions must be",
        "{'site':'vision.layers.1.out','strength':1,'direction':{'neuron':5},'positions':[[-1]]} | Positions must be",
        "{'site':'vision.layers.1.out','strength':1,'direction':{'neuron':5},'positions':[3]} | Positions must be",
        "7 | must be a JSON object"
      })
  void mistakes_in_interventions_are_named(String json, String expected) {
    FacetException thrown =
        assertThrows(
            FacetException.class, () -> JSON.fromJson(json.replace('\'', '"'), Intervention.class));
    assertTrue(thrown.getMessage().contains(expected), thrown.getMessage());
  }
}
