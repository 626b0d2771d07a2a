package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped model, encoder and SAE belong together, and steering them changes the caption. */
class DemoModelTest {

  private static final Path DEMO = Path.of("models/demo");
  private static final String PROMPT = "describe the image .";

  @Test
  void aDraggedFeatureChangesTheCaptionOfTheWhiteImage() {
    try (NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(DEMO.resolve("llava"), manager);
        DualEncoder clip = ModelFolder.openDual(DEMO.resolve("clip"), manager);
        Sae sae = SaeReader.open(DEMO.resolve("sae"), manager)) {
      assertEquals(model.towerFingerprint(), clip.towerFingerprint());
      HookPoint site = sae.info().hook();
      SteeringSetup setup =
          SteeringSetup.of(model, sae, "test")
              .withEncoder(clip, List.of("dog", "cat", "car", "tree"), "four words");
      try (SteeringEngine engine = new SteeringEngine(setup)) {
        String unsteered =
            engine
                .caption(
                    CaptionSpec.greedy("white", PROMPT, List.of(), 24),
                    text -> {},
                    Cancellation.NONE)
                .text();
        assertEquals("a blank white image", unsteered);
        double unit = engine.residualNorm(site, List.of("white"));
        int changed = 0;
        for (int latent = 0; latent < 8; latent++) {
          SweepSpec spec =
              new SweepSpec(
                  "white",
                  PROMPT,
                  Intervention.add(site, Direction.latent(latent), 1),
                  List.of(0.1 * unit, 2 * unit, 6 * unit),
                  24,
                  null);
          SweepResult sweep = engine.sweep(spec, point -> {}, Cancellation.NONE);
          assertEquals(unsteered, sweep.points().getFirst().caption().text());
          SweepPoint strongest = sweep.points().getLast();
          assertTrue(strongest.steerability() >= 0);
          changed += strongest.caption().text().equals(unsteered) ? 0 : 1;
        }
        assertNotEquals(0, changed, "no latent changed the caption");
      }
    }
  }
}
