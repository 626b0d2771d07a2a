package dev.facet.cli;

import dev.facet.core.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How tokens are drawn; without any of these greedily. */
final class SamplingOptions {

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Draw tokens at random at this temperature (default: 0, the most probable one).")
  private @Nullable Double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw from the smallest set of tokens of this probability (default: 1, all).")
  private @Nullable Double topP;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Draw from this many tokens (default: 0, all).")
  private @Nullable Integer topK;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random numbers (default: 0).")
  private @Nullable Long seed;

  /**
   * @param otherwise what is not given here
   */
  Sampling over(Sampling otherwise) {
    return new Sampling(
        temperature != null ? temperature : otherwise.temperature(),
        topP != null ? topP : otherwise.topP(),
        topK != null ? topK : otherwise.topK(),
        seed != null ? seed : otherwise.seed());
  }
}
