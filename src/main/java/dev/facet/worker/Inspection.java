package dev.facet.worker;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.TensorInfo;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.image.ImageFiles;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.protocol.InspectReply;
import dev.facet.sae.SaeInfo;
import dev.facet.sae.SaeReader;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a file or folder is: a model, an SAE, images or a study.
 *
 * @param kind {@code model}, {@code sae}, {@code images} or {@code study}
 * @param facts by the names that the field's own files use ({@code d_in}, {@code d_sae}, ...), in
 *     the order in which a person wants them; facts that do not apply are left out
 * @param warnings what was assumed or looks wrong, one sentence each
 */
public record Inspection(String kind, Map<String, Object> facts, List<String> warnings) {

  /**
   * Looks at a file or folder as closely as opening it would.
   *
   * @throws FacetException when it is none of them, or cannot be used
   */
  public static Inspection of(Path path) {
    if (path.toString().isEmpty()) {
      throw FacetException.badInput("The path is empty; name a file or a folder");
    }
    if (!Files.exists(path)) {
      throw FacetException.notFound(path + " does not exist");
    }
    if (ImageFiles.isImage(path)) {
      return picture(path);
    }
    if (Study.isStudy(path)) {
      return study(path);
    }
    if (Files.isDirectory(path)) {
      Path config = path.resolve("config.json");
      if (Files.exists(config) && JsonFile.read(config).has("model_type")) {
        return model(path);
      }
      List<Path> pictures = pictures(path);
      if (!pictures.isEmpty() && !hasTensors(path)) {
        return images(pictures);
      }
    }
    return sae(path);
  }

  /** The same for the window: facts as words, without the list of tensors. */
  InspectReply reply(String path) {
    List<InspectReply.Fact> words = new ArrayList<>();
    facts.forEach(
        (name, value) -> {
          if (!name.equals("tensors")) {
            words.add(new InspectReply.Fact(name, String.valueOf(value)));
          }
        });
    return new InspectReply(
        Path.of(path).toAbsolutePath().normalize().toString(),
        InspectReply.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        words,
        warnings);
  }

  private static Inspection study(Path folder) {
    StudyManifest manifest = Study.describe(folder);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", manifest.name());
    facts.put("latents", manifest.latents());
    put(facts, "site", manifest.provenance().site());
    facts.put("model", manifest.provenance().model());
    facts.put("sae", manifest.provenance().sae());
    facts.put("corpus", manifest.provenance().corpus());
    facts.put("complete", manifest.complete());
    return new Inspection("study", facts, List.of());
  }

  private static Inspection model(Path folder) {
    Map<String, Object> facts = ModelFacts.of(folder);
    try (Checkpoint weights = Checkpoint.open(folder)) {
      facts.put("format", weights.format());
      facts.put("files", weights.files().size());
      tensors(weights, facts);
      List<String> warnings = new ArrayList<>(weights.warnings());
      warnings.addAll(ModelFacts.warnings(folder));
      return new Inspection("model", facts, List.copyOf(warnings));
    }
  }

  private static Inspection sae(Path path) {
    SaeInfo info = SaeReader.inspect(path);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("library", info.library());
    put(facts, "format_version", info.formatVersion());
    facts.put("architecture", info.architecture());
    facts.put("d_in", info.dIn());
    facts.put("d_out", info.dOut());
    facts.put("d_sae", info.latents());
    facts.put("sparsity", info.sparsity().rule().word());
    put(facts, "k", info.k());
    put(facts, "threshold", info.threshold());
    facts.put("pre_bias", info.preBias());
    facts.put("normalize_activations", info.norm().word());
    facts.put("transcoder", info.transcoder());
    if (!info.groupSizes().isEmpty()) {
      facts.put("group_sizes", info.groupSizes());
    }
    if (!info.options().isEmpty()) {
      facts.put("options", info.options());
    }
    put(facts, "hook_point", info.hook() == null ? null : info.hook().name());
    put(facts, "hook_name", info.hookName());
    put(facts, "trained_on", info.model());
    put(facts, "tower", info.towerFingerprint());
    facts.put("fingerprint", info.fingerprint());
    facts.put("dtype", info.dtype().name());
    facts.put("parameters", info.parameters());
    try (Checkpoint weights = Checkpoint.open(Path.of(info.path()))) {
      facts.put("format", weights.format());
      tensors(weights, facts);
    }
    return new Inspection("sae", facts, info.warnings());
  }

  /** Number formats, and each tensor with its own. */
  private static void tensors(Checkpoint weights, Map<String, Object> facts) {
    Set<String> types = new TreeSet<>();
    Map<String, Object> tensors = new LinkedHashMap<>();
    for (String name : weights.names()) {
      TensorInfo t = weights.info(name);
      types.add(t.dtype().name());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("dtype", t.dtype().name());
      one.put("shape", t.shape());
      tensors.put(name, one);
    }
    facts.put("dtypes", List.copyOf(types));
    facts.put("tensors", tensors);
  }

  private static Inspection picture(Path file) {
    RgbImage image = ImageReader.read(file);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("images", 1);
    facts.put("width", image.width());
    facts.put("height", image.height());
    return new Inspection("images", facts, List.of());
  }

  private static Inspection images(List<Path> pictures) {
    RgbImage first = ImageReader.read(pictures.getFirst());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("images", pictures.size());
    facts.put("first", pictures.getFirst().getFileName().toString());
    facts.put("first_width", first.width());
    facts.put("first_height", first.height());
    return new Inspection("images", facts, List.of());
  }

  private static List<Path> pictures(Path folder) {
    List<Path> found = new ArrayList<>();
    // Corpora keep their pictures in the folder itself or one below it.
    try (Stream<Path> all = Files.walk(folder, 2)) {
      all.filter(ImageFiles::isImage).sorted().forEach(found::add);
    } catch (IOException | UncheckedIOException e) {
      throw FacetException.badInput("Cannot list " + folder + ": " + e.getMessage(), e);
    }
    return found;
  }

  private static boolean hasTensors(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.anyMatch(p -> p.toString().matches(".*\\.(safetensors|pt|pth|npz|pkl|gz)"));
    } catch (IOException e) {
      throw FacetException.badInput("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void put(Map<String, Object> facts, String name, @Nullable Object value) {
    if (value != null) {
      facts.put(name, value);
    }
  }
}
