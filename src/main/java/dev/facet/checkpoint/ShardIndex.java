package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The index of a checkpoint's shards: {@code model.safetensors.index.json} and the like. */
final class ShardIndex {

  private ShardIndex() {}

  /** Whether a file is one, by its name. */
  static boolean is(Path file) {
    return file.toString().endsWith(".index.json");
  }

  /**
   * Reads an index.
   *
   * @return tensors by the name of the file that holds them, all beside the index
   * @throws FacetException when it is none, or names a file elsewhere
   */
  static Map<String, List<String>> read(Path index) {
    JsonFile map = JsonFile.read(index).find("weight_map");
    if (map == null) {
      throw FacetException.badInput(index + " has no 'weight_map' from tensor to file");
    }
    Map<String, List<String>> byFile = new TreeMap<>();
    for (String tensor : map.root().keySet()) {
      String shard = map.string(tensor, "");
      if (!isFileName(shard)) {
        throw FacetException.badInput(
            index
                + " puts tensor '"
                + tensor
                + "' into '"
                + shard.replaceAll("\\p{Cntrl}", "?")
                + "', expected a plain file name");
      }
      byFile.computeIfAbsent(shard, s -> new ArrayList<>()).add(tensor);
    }
    return byFile;
  }

  /** True for a plain name: no folder, no way out of this one. */
  private static boolean isFileName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }
}
