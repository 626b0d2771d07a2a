package dev.facet.steering;

import ai.djl.ndarray.NDManager;
import dev.facet.core.CaptionSpec;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Sampling;
import dev.facet.model.ModelFixture;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.Torch;
import java.util.List;

/** The LLaVA of the fixtures, loaded, with a random SAE to steer it by. */
final class TinyLlava implements AutoCloseable {

  static final HookPoint VISION = HookPoint.out(Tower.VISION, 1);
  static final HookPoint LANGUAGE = HookPoint.out(Tower.LANGUAGE, 1);
  static final String LANDSCAPE = image("landscape");
  static final String PORTRAIT = image("portrait");

  private final ModelFixture fixture = new ModelFixture("llava");
  private final NDManager manager = Torch.newManager();
  private final VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager);
  private final String prompt = fixture.json().get("prompt").getAsString();

  private static String image(String name) {
    return ModelFixture.ROOT.resolve("images/" + name + ".png").toString();
  }

  ModelFixture fixture() {
    return fixture;
  }

  NDManager manager() {
    return manager;
  }

  VisionLanguageModel model() {
    return model;
  }

  String prompt() {
    return prompt;
  }

  /** An engine of its own caches, with an SAE that keeps all latents. */
  SteeringEngine engine() {
    return engine(0);
  }

  /**
   * @param k latents that the SAE keeps, 0 for all
   */
  SteeringEngine engine(int k) {
    return new SteeringEngine(setup(k));
  }

  SteeringSetup setup(int k) {
    return SteeringSetup.of(model, TinySae.random(manager, 32, 96, k, 7), "test");
  }

  /** A greedy caption of the fixture's question. */
  CaptionSpec spec(List<String> images, List<Intervention> edits, int tokens, boolean caches) {
    return new CaptionSpec(images, prompt, edits, tokens, Sampling.GREEDY, caches);
  }

  @Override
  public void close() {
    model.close();
    manager.close();
    fixture.close();
  }
}
