package dev.facet.steering;

import static dev.facet.steering.TinyLlava.LANDSCAPE;
import static dev.facet.steering.TinyLlava.LANGUAGE;
import static dev.facet.steering.TinyLlava.PORTRAIT;
import static dev.facet.steering.TinyLlava.VISION;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.MeanDifference;
import dev.facet.core.Positions;
import dev.facet.core.Sampling;
import dev.facet.image.BlankImages;
import dev.facet.image.ImageReader;
import dev.facet.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens an edit touches at each kind of site, and directions between sets of images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PositionsTest {

  private static final HookPoint PROJECTOR = HookPoint.projectorOut();

  @TempDir Path folder;

  private TinyLlava llava;
  private VisionLanguageModel model;

  @BeforeAll
  void open() {
    llava = new TinyLlava();
    model = llava.model();
  }

  @AfterAll
  void close() {
    llava.close();
  }

  private static Intervention at(HookPoint site, Positions positions) {
    return new Intervention(site, Mode.ADD, 5, Direction.neuron(3), positions, During.PREFILL);
  }

  private Map<String, FloatTensor> tap(
      SteeringEngine engine, HookPoint site, List<Intervention> edits) {
    return engine.tap(List.of(LANDSCAPE), llava.prompt(), List.of(site), edits);
  }

  /**
   * Token indices of the first sequence whose activation the edit moved, all by exactly 5 in dim 3.
   */
  private Set<Integer> touched(SteeringEngine engine, HookPoint site, Positions positions) {
    FloatTensor before = tap(engine, site, List.of()).get(site.name());
    FloatTensor after = tap(engine, site, List.of(at(site, positions))).get(site.name());
    int width = (int) before.shape()[2];
    Set<Integer> moved = new TreeSet<>();
    for (int t = 0; t < before.shape()[1]; t++) {
      for (int i = 0; i < width; i++) {
        float change = after.data()[t * width + i] - before.data()[t * width + i];
        if (change != 0) {
          assertEquals(3, i);
          assertEquals(5, change, 1e-4);
          moved.add(t);
        }
      }
    }
    return moved;
  }

  private static Set<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyKindOfPositionMeansTheTokensThatItSays() {
    try (SteeringEngine engine = llava.engine()) {
      int patches = model.vision().grid().patches();
      assertEquals(range(0, patches + 1), touched(engine, VISION, Positions.ALL));
      assertEquals(Set.of(0), touched(engine, VISION, Positions.CLS));
      assertEquals(range(1, patches + 1), touched(engine, VISION, Positions.PATCHES));
      Positions two = Positions.mask(List.of(List.of(0, 5)));
      assertEquals(Set.of(1, 6), touched(engine, VISION, two));

      assertEquals(range(0, patches), touched(engine, PROJECTOR, Positions.ALL));
      assertEquals(range(0, patches), touched(engine, PROJECTOR, Positions.PATCHES));
      assertEquals(Set.of(0, 5), touched(engine, PROJECTOR, two));

      float[] ids = tap(engine, LANGUAGE, List.of()).get("input_ids").data();
      int length = ids.length;
      Set<Integer> image = new TreeSet<>();
      var pixels = List.of(model.pixels(ImageReader.read(Path.of(LANDSCAPE))));
      for (int place : model.prompt(llava.prompt(), pixels).imagePositions()) {
        image.add(place);
      }
      assertEquals(range(0, length), touched(engine, LANGUAGE, Positions.ALL));
      assertEquals(image, touched(engine, LANGUAGE, Positions.PATCHES));
      Set<Integer> text = range(0, length);
      text.removeAll(image);
      assertEquals(text, touched(engine, LANGUAGE, Positions.TEXT));
      assertEquals(Set.of(length - 1), touched(engine, LANGUAGE, Positions.LAST));
      List<Integer> places = new ArrayList<>(image);
      assertEquals(Set.of(places.get(0), places.get(5)), touched(engine, LANGUAGE, two));
    }
  }

  @Test
  void positionsThatASiteLacksAreRefused() {
    try (SteeringEngine engine = llava.engine()) {
      assertRefused(engine, at(PROJECTOR, Positions.CLS), "no CLS token");
      assertRefused(engine, at(LANGUAGE, Positions.CLS), "no CLS token");
      assertRefused(engine, at(VISION, Positions.TEXT), "vision tower");
      assertRefused(engine, at(PROJECTOR, Positions.LAST), "projector");
      assertRefused(engine, at(VISION, Positions.mask(List.of(List.of(99)))), "names patch 99");
    }
  }

  private void assertRefused(SteeringEngine engine, Intervention edit, String part) {
    CaptionSpec spec = llava.spec(List.of("white"), List.of(edit), 4, true);
    FacetException e =
        assertThrows(
            FacetException.class, () -> engine.caption(spec, text -> {}, Cancellation.NONE));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void editsThatGoOnWhileDecodingAreTheSameWithAndWithoutCaches() {
    try (SteeringEngine engine = llava.engine()) {
      Set<List<Integer>> answers = new HashSet<>();
      for (Positions positions : List.of(Positions.ALL, Positions.TEXT, Positions.LAST)) {
        for (double strength : new double[] {2, 2.2, 9}) {
          List<Intervention> edits =
              List.of(
                  new Intervention(
                      LANGUAGE, Mode.ADD, strength, Direction.neuron(3), positions, During.ALWAYS));
          answers.add(assertCachesDoNoHarm(engine, edits));
        }
      }
      assertTrue(answers.size() > 1, "positions and strengths matter");
    }
  }

  @Test
  void afterTheClampedPromptTheAnswerPassesThroughTheSae() {
    // The SAE must have the language model's width.
    try (SteeringEngine engine =
        new SteeringEngine(
            SteeringSetup.of(model, TinySae.random(llava.manager(), 48, 96, 8, 3), "test"))) {
      List<Integer> last = List.of();
      for (double strength : new double[] {1, 3, 3.5}) {
        Intervention zhang =
            new Intervention(
                LANGUAGE,
                Mode.CLAMP_RECONSTRUCT,
                strength,
                Direction.latent(17),
                Positions.ALL,
                During.THEN_RECONSTRUCT);
        last = assertCachesDoNoHarm(engine, List.of(zhang));
      }
      Intervention promptOnly =
          new Intervention(
              LANGUAGE,
              Mode.CLAMP_RECONSTRUCT,
              3.5,
              Direction.latent(17),
              Positions.ALL,
              During.PREFILL);
      assertNotEquals(assertCachesDoNoHarm(engine, List.of(promptOnly)), last);
      Intervention wrong =
          new Intervention(
              LANGUAGE, Mode.ADD, 3, Direction.latent(17), Positions.ALL, During.THEN_RECONSTRUCT);
      assertRefused(engine, wrong, "clamp_reconstruct");
    }
  }

  private List<Integer> assertCachesDoNoHarm(SteeringEngine engine, List<Intervention> edits) {
    CaptionSpec slow =
        new CaptionSpec(List.of("white"), llava.prompt(), edits, 20, Sampling.GREEDY, false, true);
    CaptionResult one = engine.caption(slow, text -> {}, Cancellation.NONE);
    CaptionSpec fast =
        new CaptionSpec(List.of("white"), llava.prompt(), edits, 20, Sampling.GREEDY, true, true);
    CaptionResult other = engine.caption(fast, text -> {}, Cancellation.NONE);
    assertEquals(one.tokens(), other.tokens(), edits.toString());
    assertEquals(one.meanKl(), other.meanKl(), 1e-4);
    return one.tokens();
  }

  @Test
  void aDifferenceOfMeansIsTheDifferenceOfTheMeanActivations() {
    MeanDifference.Tokens patches = MeanDifference.Tokens.PATCHES;
    SteeringSetup plain = SteeringSetup.of(model, null, "test");
    SteeringSetup kept =
        new SteeringSetup(
            model,
            null,
            null,
            plain.corpus(),
            List.of(),
            "",
            plain.provenance(),
            plain.cacheBytes(),
            plain.tower(),
            folder);
    for (HookPoint site : List.of(VISION, PROJECTOR, LANGUAGE)) {
      float[] expected = difference(site, 1);
      for (int time = 0; time < 2; time++) { // the second time from the disk
        try (SteeringEngine engine = new SteeringEngine(kept)) {
          Direction means =
              Direction.means(
                  new MeanDifference(List.of(LANDSCAPE, PORTRAIT), List.of("white"), patches));
          float[] found = steppedBy(engine, site, means);
          assertArrayEquals(expected, found, 2e-4f, site.name());
        }
      }
    }
    assertEquals(6, Objects.requireNonNull(folder.toFile().list()).length, "a side and a site");
    try (SteeringEngine engine = new SteeringEngine(plain)) {
      Direction cls =
          Direction.means(
              new MeanDifference(
                  List.of(LANDSCAPE, PORTRAIT), List.of("white"), MeanDifference.Tokens.CLS));
      assertArrayEquals(difference(VISION, 0), steppedBy(engine, VISION, cls), 2e-4f);
      assertRefused(
          engine,
          new Intervention(PROJECTOR, Mode.ADD, 1, cls, Positions.ALL, During.PREFILL),
          "no CLS token");
    }
  }

  /** What the direction adds at strength 1, read from the activations. */
  private float[] steppedBy(SteeringEngine engine, HookPoint site, Direction direction) {
    Intervention add =
        new Intervention(site, Mode.ADD, 1, direction, Positions.ALL, During.PREFILL);
    FloatTensor before = tap(engine, site, List.of()).get(site.name());
    FloatTensor after = tap(engine, site, List.of(add)).get(site.name());
    float[] step = new float[(int) before.shape()[2]];
    for (int i = 0; i < step.length; i++) {
      step[i] = after.data()[i] - before.data()[i];
    }
    return step;
  }

  /**
   * From tapped activations: mean over two pictures minus white.
   *
   * @param patches 1 for the mean of the patches, 0 for CLS
   */
  private float[] difference(HookPoint site, int patches) {
    try (SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, null, "test"))) {
      float[][] means = new float[3][];
      List<String> images = List.of(LANDSCAPE, PORTRAIT, "white");
      for (int n = 0; n < 3; n++) {
        FloatTensor t =
            engine.tap(List.of(images.get(n)), "", List.of(site), List.of()).get(site.name());
        NDArray x = llava.manager().create(t.data(), new Shape(t.shape())).get(0);
        NDArray rows =
            switch (site.tower()) {
              case VISION -> patches == 1 ? x.get("1:") : x.get("0:1");
              case LANGUAGE -> {
                var pixels = List.of(model.pixels(BlankImages.parse("white", 28, 28)));
                yield x.get(llava.manager().create(model.prompt("", pixels).imagePositions()));
              }
              default -> x;
            };
        means[n] = rows.mean(new int[] {0}).toFloatArray();
      }
      float[] difference = new float[means[0].length];
      for (int i = 0; i < difference.length; i++) {
        difference[i] = (means[0][i] + means[1][i]) / 2 - means[2][i];
      }
      return difference;
    }
  }
}
