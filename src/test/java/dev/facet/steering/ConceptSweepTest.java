package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.Cancellation;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.image.BlankImages;
import dev.facet.model.DualEncoder;
import dev.facet.model.Hooks;
import dev.facet.model.ModelFixture;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steerability over a vocabulary, with a CLIP whose tower is the captioner's. */
class ConceptSweepTest {

  private static final List<String> WORDS = List.of("a small red fox", "stripes", "dots", "blue");

  @TempDir Path folder;

  /** The CLIP fixture with the LLaVA fixture's vision tower in it. */
  private Path clipWithLlavasTower() throws IOException {
    try (Stream<Path> files = Files.list(ModelFixture.ROOT.resolve("clip"))) {
      for (Path file : files.filter(f -> !f.toString().contains("expected")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    try (Checkpoint clip = Checkpoint.open(ModelFixture.ROOT.resolve("clip"));
        Checkpoint llava = Checkpoint.open(ModelFixture.ROOT.resolve("llava"))) {
      for (String name : clip.names()) {
        String tower = "vision_tower." + name.substring(name.indexOf('.') + 1);
        boolean vision = name.startsWith("vision_model.");
        tensors.put(name, vision ? llava.tensor(tower) : clip.tensor(name));
      }
    }
    Files.delete(folder.resolve("model.safetensors"));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    return folder;
  }

  @Test
  void theFiguresAreThoseOfTheSteeredImageEmbedding() throws IOException {
    try (NDManager manager = Torch.newManager();
        VisionLanguageModel model =
            ModelFolder.openVlm(ModelFixture.ROOT.resolve("llava"), manager);
        DualEncoder clip = ModelFolder.openDual(clipWithLlavasTower(), manager)) {
      assertEquals(model.towerFingerprint(), clip.towerFingerprint());
      TinySae sae = TinySae.random(manager, 32, 96, 0, 7);
      SteeringSetup setup =
          SteeringSetup.of(model, sae, "test").withEncoder(clip, WORDS, "four words");
      // Layer 3 lies above what the captioner reads: captions stay, the embedding moves.
      for (int layer : new int[] {0, 1, 2, 3}) {
        HookPoint site = HookPoint.out(Tower.VISION, layer);
        try (SteeringEngine engine = new SteeringEngine(setup)) {
          SweepSpec spec =
              new SweepSpec(
                  "white",
                  "What?",
                  Intervention.add(site, Direction.latent(5), 1),
                  List.of(-5.0, 3.0, 20.0),
                  6,
                  null);
          SweepResult result = engine.sweep(spec, point -> {}, Cancellation.NONE);
          assertEquals("four words", result.vocabularyName());
          NDArray pixels = clip.pixels(List.of(BlankImages.parse("white", 28, 28)));
          double[] before = probabilities(clip, pixels, Hooks.NONE);
          for (SweepPoint point : result.points()) {
            NDArray step = manager.create(sae.direction(5)).mul((float) point.strength());
            double[] after = probabilities(clip, pixels, Hooks.NONE.edit(site, x -> x.add(step)));
            double s = 0;
            int top = 0;
            for (int v = 0; v < WORDS.size(); v++) {
              s += (after[v] - before[v]) * (after[v] - before[v]);
              top = after[v] - before[v] > after[top] - before[top] ? v : top;
            }
            assertEquals(s, point.steerability(), 1e-5);
            assertEquals(after[top] - before[top], point.power(), 1e-5);
            if (point.strength() != 0) {
              assertEquals(WORDS.get(top), point.topWord());
            }
          }
          assertTrue(result.residualNorm() > 0);
        }
      }
    }
  }

  private static double[] probabilities(DualEncoder clip, NDArray pixels, Hooks hooks) {
    VisionTower tower = clip.vision();
    NDArray image =
        clip.project(tower.run(tower.embed(pixels), 0, tower.layers(), hooks)).normalize(2, 1);
    NDArray words = clip.textEmbeddings(WORDS).normalize(2, 1);
    float[] cosines = image.matMul(words.transpose()).toFloatArray();
    double[] p = new double[cosines.length];
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      p[v] = Math.exp(clip.logitScale() * cosines[v]);
      sum += p[v];
    }
    for (int v = 0; v < p.length; v++) {
      p[v] /= sum;
    }
    return p;
  }

  @Test
  void anEncoderWithAnotherTowerIsRefused() {
    try (NDManager manager = Torch.newManager();
        VisionLanguageModel model =
            ModelFolder.openVlm(ModelFixture.ROOT.resolve("llava"), manager);
        DualEncoder clip = ModelFolder.openDual(ModelFixture.ROOT.resolve("clip"), manager)) {
      SteeringSetup setup = SteeringSetup.of(model, null, "test");
      FacetException e =
          assertThrows(FacetException.class, () -> setup.withEncoder(clip, WORDS, "words"));
      assertEquals(FacetException.Kind.MISMATCH, e.kind());
    }
  }
}
