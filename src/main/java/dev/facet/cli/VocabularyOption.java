package dev.facet.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --vocabulary}, the same for all commands that measure steerability. */
final class VocabularyOption {

  @Option(
      names = "--vocabulary",
      paramLabel = "FILE",
      description = "Words to measure over, one a line (default: the built-in ones).")
  private @Nullable Path file;

  /** The file that is named, or null for the built-in words. */
  @Nullable String path() {
    return file == null ? null : file.toString();
  }
}
