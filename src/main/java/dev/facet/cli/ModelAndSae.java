package dev.facet.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code MODEL --sae PATH}, the same for all commands that need both. */
final class ModelAndSae {

  @Parameters(paramLabel = "MODEL", description = "Folder of the model (Hugging Face layout).")
  private Path model = Path.of("");

  @Option(
      names = "--sae",
      required = true,
      paramLabel = "PATH",
      description = "Folder or file of the sparse autoencoder.")
  private Path sae = Path.of("");

  Path model() {
    return model;
  }

  Path sae() {
    return sae;
  }
}
