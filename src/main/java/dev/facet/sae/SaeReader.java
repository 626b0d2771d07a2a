package dev.facet.sae;

import ai.djl.ndarray.NDManager;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens the SAE files of every library that Facet knows. The library is told from the content:
 * names of tensors, headers, configurations; a file's own name only helps to find it in a folder.
 */
public final class SaeReader {

  private SaeReader() {}

  /**
   * Reads an SAE.
   *
   * @param path a folder or a file of weights
   * @param manager that its arrays shall belong to
   * @throws FacetException when it is none, is damaged, or needs something that Facet does not know
   */
  public static Sae open(Path path, NDManager manager) {
    try (SaeFiles files = SaeFiles.open(path)) {
      return DenseSae.load(describe(files), manager);
    }
  }

  /**
   * Tells what an SAE is, with the same checks as {@link #open}, without the engine.
   *
   * @throws FacetException as {@link #open}
   */
  public static SaeInfo inspect(Path path) {
    try (SaeFiles files = SaeFiles.open(path)) {
      return describe(files).info();
    }
  }

  private static SaeDraft describe(SaeFiles files) {
    Checkpoint c = files.checkpoint();
    if (has(c, "w_enc")) {
      return GemmaScopeFormat.second(files, prefix(files, "w_enc"));
    }
    if (has(c, "W_enc")) {
      return withMatrices(files, prefix(files, "W_enc"));
    }
    if (has(c, "encoder.weight")) {
      String prefix = prefix(files, "encoder.weight");
      return c.has(prefix + "W_dec")
          ? SparsifyFormat.read(files, prefix)
          : DictionaryLearningFormat.read(files, prefix);
    }
    throw FacetException.badInput(
        files.weights()
            + " has an unknown format: no SAE library writes its tensors ("
            + String.join(", ", c.names().stream().limit(6).toList())
            + "); expected an encoder named W_enc, w_enc or encoder.weight");
  }

  /** Several libraries name their matrices W_enc and W_dec. */
  private static SaeDraft withMatrices(SaeFiles files, String prefix) {
    Checkpoint c = files.checkpoint();
    String header = c.headerLine();
    if (header != null) {
      return SaevFormat.read(files, prefix, header);
    }
    if (c.format().equals("npz")) {
      return GemmaScopeFormat.first(files, prefix);
    }
    JsonFile inside = configInside(files);
    if (inside != null) {
      return PrismaFormat.read(files, prefix, inside);
    }
    JsonFile beside = files.config("config.json");
    if (beside != null && PrismaFormat.wrote(beside)) {
      return PrismaFormat.read(files, prefix, beside);
    }
    if (c.format().startsWith("safetensors")) {
      return SaeLensFormat.read(files, prefix);
    }
    return DictionaryLearningFormat.read(files, prefix);
  }

  /** A configuration that was pickled beside the weights. */
  private static @Nullable JsonFile configInside(SaeFiles files) {
    for (String key : List.of("cfg", "config")) {
      Object value = files.checkpoint().attributes().get(key);
      if (value != null) {
        JsonElement json =
            new GsonBuilder().serializeSpecialFloatingPointValues().create().toJsonTree(value);
        if (json.isJsonObject()) {
          JsonFile config = new JsonFile(files.weights(), json.getAsJsonObject());
          if (PrismaFormat.wrote(config)) {
            return config;
          }
        }
      }
    }
    return null;
  }

  private static boolean has(Checkpoint c, String name) {
    return c.names().stream().anyMatch(n -> n.equals(name) || n.endsWith("." + name));
  }

  /** What stands before the encoder's name where the state dict lies deeper in the file. */
  private static String prefix(SaeFiles files, String name) {
    List<String> found =
        files.checkpoint().names().stream()
            .filter(n -> n.equals(name) || n.endsWith("." + name))
            .toList();
    if (found.size() > 1) {
      throw FacetException.badInput(
          files.weights()
              + " holds several SAEs ("
              + String.join(", ", found)
              + "); save one a file");
    }
    return found.getFirst().substring(0, found.getFirst().length() - name.length());
  }
}
