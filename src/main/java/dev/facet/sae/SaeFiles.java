package dev.facet.sae;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one SAE: the weights, opened, and the configurations that may lie beside them.
 *
 * @param asked what the person named
 * @param checkpoint the weights
 */
record SaeFiles(Path asked, Checkpoint checkpoint) implements AutoCloseable {

  /** The libraries' names for the weights of a folder, in order of preference. */
  private static final List<String> NAMES =
      List.of(
          "sae_weights.safetensors",
          "sae.safetensors",
          "params.safetensors",
          "params.npz",
          "ae.pt",
          "sae.pt",
          "weights.pt");

  private static final List<String> EXTENSIONS =
      List.of(".safetensors", ".pt", ".pth", ".npz", ".pkl.gz", ".pkl");

  /**
   * Opens a file of weights, or finds and opens those of a folder, in shards with an index too. A
   * folder that only holds one folder stands for that.
   *
   * @throws FacetException when there is nothing that could be an SAE
   */
  static SaeFiles open(Path path) {
    if (!Files.exists(path)) {
      throw FacetException.notFound(path + " does not exist");
    }
    return new SaeFiles(path, Checkpoint.open(Files.isDirectory(path) ? weights(path) : path));
  }

  private static Path weights(Path folder) {
    List<Path> inside = list(folder);
    for (String name : NAMES) {
      for (Path file : inside) {
        if (Files.isRegularFile(file) && name(file).equals(name)) {
          return file;
        }
      }
    }
    List<Path> indices = inside.stream().filter(Checkpoint::isIndex).toList();
    if (indices.size() == 1) {
      return indices.getFirst();
    }
    List<Path> candidates =
        inside.stream()
            .filter(Files::isRegularFile)
            .filter(p -> EXTENSIONS.stream().anyMatch(name(p)::endsWith))
            .filter(
                p ->
                    !p.endsWith("sparsity.safetensors")
                        && !p.endsWith("examples.safetensors")
                        && !p.endsWith("expected.safetensors"))
            .toList();
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    List<Path> folders = inside.stream().filter(Files::isDirectory).toList();
    if (candidates.isEmpty() && folders.size() == 1) {
      return weights(folders.getFirst());
    }
    if (candidates.isEmpty() && Files.exists(folder.resolve("cfg.json"))) {
      throw FacetException.notFound(
          folder
              + " has an unknown format: cfg.json but no weights; expected sae_weights.safetensors or"
              + " sae.safetensors beside it");
    }
    throw FacetException.badInput(
        folder
            + " has an unknown format: expected the files of an SAE ("
            + String.join(", ", NAMES)
            + "), found "
            + (candidates.isEmpty()
                ? "none of them"
                : candidates.size() + " other files of tensors"));
  }

  private static String name(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  /** All but hidden ones, which file managers and editors leave. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(p -> !name(p).startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw FacetException.badInput("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The file of weights. */
  Path weights() {
    return checkpoint.path();
  }

  /** Its path with forward slashes: libraries hide the layer in folder names. */
  String location() {
    return weights().toAbsolutePath().normalize().toString().replace('\\', '/');
  }

  /**
   * A configuration beside the weights, or one folder up where they lie in {@code checkpoints/};
   * null where there is none.
   */
  @Nullable JsonFile config(String name) {
    Path folder = weights().toAbsolutePath().getParent();
    if (folder == null) {
      return null;
    }
    if (Files.exists(folder.resolve(name))) {
      return JsonFile.read(folder.resolve(name));
    }
    Path parent = folder.getParent();
    return folder.endsWith("checkpoints") && parent != null && Files.exists(parent.resolve(name))
        ? JsonFile.read(parent.resolve(name))
        : null;
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
