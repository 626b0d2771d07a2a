package dev.facet.training;

import ai.djl.ndarray.NDArray;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepSpec;
import dev.facet.demo.Attribute;
import dev.facet.demo.Concept;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoImage;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.DemoScene;
import dev.facet.demo.ImageKind;
import dev.facet.demo.QuestionKind;
import dev.facet.demo.SceneAttributes;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import dev.facet.training.DemoFigures.Captions;
import dev.facet.training.DemoFigures.Latents;
import dev.facet.training.DemoFigures.Steering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Measures the demo model as it is shipped, through the same readers, towers, SAE and steering
 * engine that any checkpoint goes through, on images that nothing was trained on.
 */
public final class DemoReport {

  /**
   * What to measure.
   *
   * @param models folder with {@code clip}, {@code sae} and the captioner
   * @param captioner name of the captioner's folder
   * @param labelled images that latents are labelled by
   * @param captioned images that are captioned
   * @param steered labelled latents that are steered, drawn evenly; all when there are fewer
   */
  public record Spec(Path models, String captioner, int labelled, int captioned, int steered) {}

  /** Strengths in units of R, as in the experiment that the goals come from. */
  static final double[] STRENGTHS = {0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12};

  private static final int ZERO_SHOT_IMAGES = 1500;
  private static final int CHUNK = 64;
  private static final int MAX_TOKENS = 24;
  private static final int PERMUTATIONS = 5;
  private static final String WHITE = "a blank white image";

  private final Spec spec;
  private final ConceptTable concepts = ConceptTable.load();
  private final SceneAttributes attributes = new SceneAttributes(concepts);
  private final Progress progress;
  private final Cancellation cancellation;

  public DemoReport(Spec spec, Progress progress, Cancellation cancellation) {
    this.spec = spec;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Measures everything.
   *
   * @throws dev.facet.core.FacetException when a part of the demo model is missing or damaged
   */
  public DemoFigures run() {
    HeldOutImages heldOut;
    double zeroShot;
    StrictLabels labels;
    try (DualEncoder clip = ModelFolder.openDual(spec.models.resolve("clip"), Torch.newManager());
        Sae sae = SaeReader.open(spec.models.resolve("sae"), Torch.newManager())) {
      heldOut = new HeldOutImages(new DemoPainter(concepts), clip.vision().grid().rows());
      zeroShot = zeroShot(clip, heldOut);
      labels =
          StrictLabels.of(
              clip, sae, hook(sae), heldOut, spec.labelled, attributes, progress, cancellation);
    }
    try (VisionLanguageModel model =
            ModelFolder.openVlm(spec.models.resolve(spec.captioner), Torch.newManager());
        Sae sae = SaeReader.open(spec.models.resolve("sae"), Torch.newManager());
        SteeringEngine engine = new SteeringEngine(setup(model, sae, heldOut))) {
      engine.useResidualNorm(hook(sae), labels.norm());
      Captions captions = captions(engine, heldOut);
      return new DemoFigures(
          zeroShot, captions, latents(labels, sae), steering(engine, hook(sae), labels));
    }
  }

  static HookPoint hook(Sae sae) {
    HookPoint hook = sae.info().hook();
    return hook == null ? HookPoint.out(HookPoint.Tower.VISION, TowerShape.DEMO.tap()) : hook;
  }

  private SteeringSetup setup(VisionLanguageModel model, Sae sae, HeldOutImages heldOut) {
    SteeringSetup plain = SteeringSetup.of(model, sae, "");
    return new SteeringSetup(
        model,
        null,
        sae,
        id -> heldOut.paint(Integer.parseInt(id)).image(),
        List.of(),
        "",
        plain.provenance(),
        SteeringSetup.DEFAULT_CACHE_BYTES);
  }

  /** Share of single-object images whose nearest caption "a dog", "a cat", ... is the right one. */
  private double zeroShot(DualEncoder clip, HeldOutImages heldOut) {
    int right = 0;
    int seen = 0;
    try (NdScope all = new NdScope()) {
      NDArray texts =
          unit(clip.textEmbeddings(concepts.concepts().stream().map(Concept::phrase).toList()));
      for (int begin = 0; seen < ZERO_SHOT_IMAGES; begin += CHUNK) {
        cancellation.check();
        List<DemoImage> images =
            heldOut.paint(begin, CHUNK).stream()
                .filter(image -> image.scene().kind() == ImageKind.ONE)
                .limit(ZERO_SHOT_IMAGES - seen)
                .toList();
        List<RgbImage> pictures = images.stream().map(DemoImage::image).toList();
        try (NdScope scope = new NdScope()) {
          NDArray similarity =
              unit(clip.imageEmbeddings(clip.pixels(pictures))).matMul(texts.transpose());
          long[] nearest = similarity.argMax(1).toLongArray();
          for (int i = 0; i < nearest.length; i++) {
            right += nearest[i] == images.get(i).scene().objects().getFirst() ? 1 : 0;
          }
        }
        seen += images.size();
        progress.report("zero-shot concepts", seen, ZERO_SHOT_IMAGES);
      }
    }
    return right / (double) seen;
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.square().sum(new int[] {-1}, true).sqrt());
  }

  private Captions captions(SteeringEngine engine, HeldOutImages heldOut) {
    Map<String, List<Double>> scores = new TreeMap<>();
    for (int i = 0; i < spec.captioned; i++) {
      cancellation.check();
      DemoScene scene = heldOut.paint(i).scene();
      String caption = ask(engine, i, QuestionKind.DESCRIBE);
      if (scene.isBlank()) {
        String wanted = "a blank " + scene.color().word() + " image";
        score(scores, "blank", caption.equals(wanted));
        continue;
      }
      if (scene.style() != null) {
        score(scores, "style", words(caption).contains(scene.style().word()));
      } else if (!scene.objects().isEmpty()) {
        scores
            .computeIfAbsent(scene.kind().name(), key -> new ArrayList<>())
            .add(recall(scene, caption));
      }
      scores.computeIfAbsent("false", key -> new ArrayList<>()).add((double) wrong(scene, caption));
      Set<String> background = words(ask(engine, i, QuestionKind.BACKGROUND));
      if (scene.color() != null) {
        score(scores, "color", background.contains(scene.color().word()));
      }
      if (scene.texture() != null && scene.style() == null) {
        score(scores, "texture", background.contains(scene.texture().word()));
      }
      if (scene.scenery() != null) {
        score(scores, "scene", background.contains(scene.scenery().word()));
      }
      progress.report("captioning", i + 1, spec.captioned);
    }
    return new Captions(
        mean(scores, "ONE"),
        mean(scores, "SEVERAL"),
        mean(scores, "COUNT"),
        mean(scores, "TILE"),
        mean(scores, "blank"),
        mean(scores, "color"),
        mean(scores, "texture"),
        mean(scores, "scene"),
        mean(scores, "style"),
        mean(scores, "false"));
  }

  private String ask(SteeringEngine engine, int image, QuestionKind kind) {
    CaptionSpec question =
        CaptionSpec.greedy("corpus:" + image, kind.prompts().getFirst(), List.of(), MAX_TOKENS);
    return engine.caption(question, text -> {}, cancellation).text();
  }

  private static void score(Map<String, List<Double>> scores, String name, boolean right) {
    scores.computeIfAbsent(name, key -> new ArrayList<>()).add(right ? 1.0 : 0.0);
  }

  private static double mean(Map<String, List<Double>> scores, String name) {
    return scores.getOrDefault(name, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  private static Set<String> words(String caption) {
    return Arrays.stream(caption.split(" ")).collect(Collectors.toSet());
  }

  /** Share of the concepts shown that the caption names, in the singular or plural. */
  private double recall(DemoScene scene, String caption) {
    Set<String> words = words(caption);
    return scene.concepts().stream()
        .mapToDouble(c -> names(concepts.get(c), words) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private long wrong(DemoScene scene, String caption) {
    Set<String> words = words(caption);
    return concepts.concepts().stream()
        .filter(c -> !scene.objects().contains(c.index()))
        // "orange" is a colour too.
        .filter(c -> scene.color() == null || !c.word().equals(scene.color().word()))
        .filter(c -> names(c, words))
        .count();
  }

  private static boolean names(Concept concept, Set<String> words) {
    return words.contains(concept.word()) || words.contains(concept.plural());
  }

  private Latents latents(StrictLabels labels, Sae sae) {
    Map<String, int[]> types = new TreeMap<>();
    for (Attribute.Type type : Attribute.Type.values()) {
      types.put(type.name().toLowerCase(java.util.Locale.ROOT), labels.count(type));
    }
    int latents = sae.info().latents();
    return new Latents(
        latents,
        labels.explained(),
        labels.active(),
        1 - labels.alive(),
        labels.labels().size(),
        labels.labels().size() / (double) latents,
        labels.count(Attribute.Type.OBJECT)[1],
        labels.norm(),
        types);
  }

  /** One latent or random direction and whether each strength's caption names each attribute. */
  private record Swept(Attribute label, List<String> captions) {}

  private Steering steering(SteeringEngine engine, HookPoint hook, StrictLabels labels) {
    List<Map.Entry<Integer, Attribute>> chosen = new ArrayList<>(labels.labels().entrySet());
    if (chosen.size() > spec.steered) {
      Collections.shuffle(chosen, new Random(0));
      chosen = chosen.subList(0, spec.steered);
    }
    List<Swept> swept = new ArrayList<>();
    List<Swept> random = new ArrayList<>();
    String unsteered = "";
    for (int i = 0; i < chosen.size(); i++) {
      Attribute label = chosen.get(i).getValue();
      Direction latent = Direction.latent(chosen.get(i).getKey());
      List<SweepPoint> points = sweep(engine, hook, latent, labels.norm());
      unsteered = points.getFirst().caption().text();
      swept.add(new Swept(label, captions(points)));
      random.add(
          new Swept(
              label, captions(sweep(engine, hook, Direction.random(1000 + i), labels.norm()))));
      progress.report("steering latents", i + 1, chosen.size());
    }
    int n = swept.size();
    boolean[][] hit = hits(swept, swept.stream().map(Swept::label).toList());
    int global = bestColumn(hit);
    double permutedBest = 0;
    double permutedGlobal = 0;
    Random shuffler = new Random(0);
    for (int p = 0; p < PERMUTATIONS; p++) {
      List<Attribute> other = new ArrayList<>(swept.stream().map(Swept::label).toList());
      Collections.shuffle(other, shuffler);
      boolean[][] chance = hits(swept, other);
      permutedBest += any(chance) / PERMUTATIONS;
      permutedGlobal += column(chance, bestColumn(chance)) / PERMUTATIONS;
    }
    boolean[][] control = hits(random, random.stream().map(Swept::label).toList());
    double[] graded = new double[STRENGTHS.length];
    double[] silent = new double[STRENGTHS.length];
    double[] randomSilent = new double[STRENGTHS.length];
    for (int j = 0; j < STRENGTHS.length; j++) {
      graded[j] = column(hit, j);
      int strength = j;
      silent[j] =
          swept.stream().filter(s -> s.captions.get(strength).equals(WHITE)).count() / (double) n;
      randomSilent[j] =
          random.stream().filter(s -> s.captions.get(strength).equals(WHITE)).count() / (double) n;
    }
    Map<String, double[]> types = new TreeMap<>();
    for (Attribute.Type type : Attribute.Type.values()) {
      boolean[][] of = new boolean[n][];
      int count = 0;
      for (int i = 0; i < n; i++) {
        if (swept.get(i).label.type() == type) {
          of[count++] = hit[i];
        }
      }
      if (count > 0) {
        boolean[][] part = Arrays.copyOf(of, count);
        types.put(
            type.name().toLowerCase(java.util.Locale.ROOT),
            new double[] {count, any(part), column(part, global)});
      }
    }
    return new Steering(
        n,
        unsteered,
        any(hit),
        column(hit, global),
        STRENGTHS[global],
        any(control),
        column(control, bestColumn(control)),
        permutedBest,
        permutedGlobal,
        STRENGTHS,
        graded,
        silent,
        randomSilent,
        types);
  }

  private static List<String> captions(List<SweepPoint> points) {
    return points.stream().skip(1).map(p -> p.caption().text()).toList();
  }

  private List<SweepPoint> sweep(
      SteeringEngine engine, HookPoint hook, Direction direction, double norm) {
    Intervention one = Intervention.add(hook, direction, 1);
    double unit = norm / engine.norm(one);
    List<Double> strengths = Arrays.stream(STRENGTHS).map(c -> c * unit).boxed().toList();
    SweepSpec sweep =
        new SweepSpec(
            "white", QuestionKind.DESCRIBE.prompts().getFirst(), one, strengths, MAX_TOKENS, null);
    return engine.sweep(sweep, point -> {}, cancellation).points();
  }

  private boolean[][] hits(List<Swept> swept, List<Attribute> labels) {
    boolean[][] hit = new boolean[swept.size()][STRENGTHS.length];
    for (int i = 0; i < hit.length; i++) {
      Set<String> wanted = attributes.words(labels.get(i));
      for (int j = 0; j < STRENGTHS.length; j++) {
        hit[i][j] = !Collections.disjoint(wanted, words(swept.get(i).captions.get(j)));
      }
    }
    return hit;
  }

  private static double any(boolean[][] hit) {
    int count = 0;
    for (boolean[] row : hit) {
      boolean some = false;
      for (boolean h : row) {
        some |= h;
      }
      count += some ? 1 : 0;
    }
    return count / (double) hit.length;
  }

  private static double column(boolean[][] hit, int j) {
    return Arrays.stream(hit).filter(row -> row[j]).count() / (double) hit.length;
  }

  /** The one strength that names most. */
  private static int bestColumn(boolean[][] hit) {
    int best = 0;
    for (int j = 1; j < STRENGTHS.length; j++) {
      if (column(hit, j) > column(hit, best)) {
        best = j;
      }
    }
    return best;
  }
}
