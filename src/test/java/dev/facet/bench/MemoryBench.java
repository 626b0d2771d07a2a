package dev.facet.bench;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Sampling;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.List;

/**
 * Resident memory along many captions, which must stay flat. Usage: {@code MemoryBench MODEL_FOLDER
 * CAPTIONS}. Linux only.
 */
public final class MemoryBench {

  private MemoryBench() {}

  public static void main(String[] args) {
    int captions = Integer.parseInt(args[1]);
    try (NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(Path.of(args[0]), manager);
        SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, null, "bench"))) {
      for (int i = 1; i <= captions; i++) {
        Intervention add =
            Intervention.add(HookPoint.out(Tower.VISION, 1), Direction.random(i % 50), i * 0.01);
        engine.caption(
            new CaptionSpec(
                List.of("noise:" + i % 300), "What?", List.of(add), 8, Sampling.GREEDY, true),
            text -> {},
            Cancellation.NONE);
        if (i % (captions / 10) == 0) {
          System.out.println(
              i
                  + " captions, "
                  + (Resident.now() >> 10)
                  + " kB resident, caches "
                  + (engine.cacheBytes() >> 20)
                  + " MB");
        }
      }
    }
  }
}
