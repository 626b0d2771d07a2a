package dev.facet.index;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.List;

/** A process that makes a study in parts of three images and tells how far it is, to be killed. */
final class IndexUntilKilled {

  static final int PART = 3;

  private IndexUntilKilled() {}

  /**
   * @param args model, SAE, images, study
   */
  public static void main(String[] args) {
    try (NDManager manager = Torch.newManager()) {
      StudyIndexer.index(
              spec(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Path.of(args[3])),
              manager,
              (activity, done, total) -> {
                System.out.println(activity + " " + done);
                System.out.flush();
              },
              Cancellation.NONE,
              IndexHost.ALONE,
              PART)
          .close();
    }
    System.out.println("finished");
  }

  static IndexSpec spec(Path model, Path sae, Path images, Path out) {
    return new IndexSpec(
        "killed", model, null, sae, null, images, List.of("a dog", "a cat", "stripes"), out);
  }
}
