package dev.facet.training;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.FacetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a run between two steps: weights, both moments of AdamW and the number of steps
 * done, in one safetensors file that is replaced atomically.
 */
final class TrainingCheckpoint {

  private static final String STEP = "facet_step";
  private static final String RUN = "facet_run";

  private TrainingCheckpoint() {}

  /**
   * @param run text that says what is being trained and how; a checkpoint of another run is refused
   */
  static void write(Path file, Parameters parameters, int stepsDone, String run) {
    write(file, parameters, stepsDone, run, Map.of());
  }

  /**
   * @param more what else the run must remember
   */
  static void write(
      Path file, Parameters parameters, int stepsDone, String run, Map<String, FloatTensor> more) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    float[] weights = parameters.weights().toFloatArray();
    tensors.put("weights", FloatTensor.of(weights, weights.length));
    tensors.put("moment1", FloatTensor.of(parameters.moment1().toFloatArray(), weights.length));
    tensors.put("moment2", FloatTensor.of(parameters.moment2().toFloatArray(), weights.length));
    tensors.putAll(more);
    SafetensorsWriter.write(file, tensors, Map.of(STEP, Integer.toString(stepsDone), RUN, run));
  }

  /**
   * Continues from a file if there is one.
   *
   * @return steps done, 0 without a file
   * @throws FacetException when the file belongs to another run
   */
  static int restore(Path file, Parameters parameters, String run) {
    return restore(file, parameters, run, Map.of());
  }

  /**
   * @param more arrays to be filled with what else was remembered
   */
  static int restore(Path file, Parameters parameters, String run, Map<String, float[]> more) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      String found = checkpoint.metadata().get(RUN);
      if (!run.equals(found)) {
        throw FacetException.mismatch(
            file
                + " belongs to another training run ("
                + found
                + "), this one is "
                + run
                + "; choose another folder or delete the file");
      }
      parameters.restore(
          checkpoint.floats("weights"), checkpoint.floats("moment1"), checkpoint.floats("moment2"));
      more.forEach(
          (name, target) -> System.arraycopy(checkpoint.floats(name), 0, target, 0, target.length));
      return Integer.parseInt(checkpoint.metadata().get(STEP));
    }
  }
}
