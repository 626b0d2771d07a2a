package dev.facet.model;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.tensor.ArithmeticProbe;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Opens Hugging Face model folders, whichever of the known families they hold. */
public final class ModelFolder {

  private static final Set<String> DUAL = Set.of("clip", "siglip", "clipseg");

  static final Set<String> IMAGE_ONLY = Set.of("dinov2", "dinov2_with_registers");

  private static final Set<String> CAPTIONERS =
      Set.of(
          "llava",
          "llava_next",
          "gemma3",
          "paligemma",
          "idefics3",
          "smolvlm",
          "internvl",
          "qwen2_5_vl");

  private ModelFolder() {}

  /**
   * Opens a model that writes text about images.
   *
   * @param folder with config.json, weights, tokenizer and processor
   * @param manager that the model's arrays live below
   * @throws FacetException when the folder holds no such model, or a damaged one
   */
  public static VisionLanguageModel openVlm(Path folder, NDManager manager) {
    return openVlm(folder, manager, Arithmetic.FP32);
  }

  /**
   * Opens a model that writes text about images.
   *
   * @param arithmetic wanted; {@link VisionLanguageModel#arithmetic} says what it came to
   */
  public static VisionLanguageModel openVlm(Path folder, NDManager manager, Arithmetic arithmetic) {
    return open(
        folder,
        manager,
        arithmetic,
        (opened, m) ->
            switch (opened.family()) {
              case "llava" -> new LlavaModel(opened, m);
              case "llava_next" -> new LlavaNextModel(opened, m);
              case "gemma3" -> new Gemma3Model(opened, m);
              case "paligemma" -> new PaliGemmaModel(opened, m);
              case "idefics3", "smolvlm" -> new Idefics3Model(opened, m);
              case "internvl" -> new InternVlModel(opened, m);
              case "qwen2_5_vl" -> new QwenVlModel(opened, m);
              default ->
                  throw unknown(
                      opened,
                      "a vision-language model",
                      String.join(", ", CAPTIONERS.stream().sorted().toList()));
            });
  }

  /**
   * Opens a model with an image and a text tower.
   *
   * @throws FacetException when the folder holds no such model, or a damaged one
   */
  public static DualEncoder openDual(Path folder, NDManager manager) {
    return openDual(folder, manager, Arithmetic.FP32);
  }

  /**
   * Opens a model with an image and a text tower.
   *
   * @param arithmetic wanted; {@link DualEncoder#arithmetic} says what it came to
   */
  public static DualEncoder openDual(Path folder, NDManager manager, Arithmetic arithmetic) {
    return open(
        folder,
        manager,
        arithmetic,
        (opened, m) ->
            switch (opened.family()) {
              case "clip" -> new ClipModel(opened, m);
              case "siglip" -> new SiglipModel(opened, m);
              case "clipseg" -> new ClipSegModel(opened, m);
              default -> throw unknown(opened, "a dual encoder", "clip, siglip, clipseg");
            });
  }

  /**
   * Opens a model that embeds images: a dual encoder, or DINOv2.
   *
   * @throws FacetException when the folder holds no such model, or a damaged one
   */
  public static ImageEncoder openEncoder(Path folder, NDManager manager) {
    return openEncoder(folder, manager, Arithmetic.FP32);
  }

  /**
   * Opens a model that embeds images.
   *
   * @param arithmetic wanted; {@link ImageEncoder#arithmetic} says what it came to
   */
  public static ImageEncoder openEncoder(Path folder, NDManager manager, Arithmetic arithmetic) {
    if (isDualEncoder(folder)) {
      return openDual(folder, manager, arithmetic);
    }
    return open(
        folder,
        manager,
        arithmetic,
        (opened, m) ->
            switch (opened.family()) {
              case "dinov2", "dinov2_with_registers" -> new DinoV2Model(opened, m);
              default ->
                  throw unknown(
                      opened,
                      "an image encoder",
                      "clip, siglip, clipseg, dinov2, dinov2_with_registers");
            });
  }

  /**
   * Whether a folder claims to hold a model with an image and a text tower, by its configuration
   * alone.
   *
   * @throws FacetException when it has none
   */
  public static boolean isDualEncoder(Path folder) {
    return DUAL.contains(ModelConfig.read(folder).string("model_type", ""));
  }

  /**
   * Whether a folder claims to hold a model that embeds images and writes no text.
   *
   * @throws FacetException when it has no configuration
   */
  public static boolean isEncoder(Path folder) {
    String family = ModelConfig.read(folder).string("model_type", "");
    return DUAL.contains(family) || IMAGE_ONLY.contains(family);
  }

  /**
   * What a folder holds. Configuration, processor and every tensor's shape are checked by the
   * files' headers; nothing is loaded.
   *
   * @throws FacetException when the folder holds no model that Facet knows, or a damaged one
   */
  public static ModelInfo inspect(Path folder) {
    try (Folder opened = Folder.open(folder)) {
      return new FolderCheck(opened).check();
    }
  }

  /**
   * The tokens that end an answer.
   *
   * @throws FacetException when the folder has no configuration or a damaged one
   */
  public static Set<Integer> endTokens(Path folder) {
    return EndTokens.read(folder, ModelConfig.read(folder));
  }

  /** Every {@code model_type} of a model that writes text about images. */
  public static Set<String> captioners() {
    return CAPTIONERS;
  }

  /** Every {@code model_type} that can be opened. */
  public static List<String> families() {
    return Stream.of(DUAL, IMAGE_ONLY, CAPTIONERS).flatMap(Set::stream).sorted().toList();
  }

  private static <M> M open(
      Path path, NDManager manager, Arithmetic wanted, BiFunction<Folder, NDManager, M> family) {
    Arithmetic.Choice choice = ArithmeticProbe.choose(wanted, manager);
    try {
      return open(path, manager, choice, family);
    } catch (LayerWeights.OutOfRange e) {
      return open(
          path,
          manager,
          new Arithmetic.Choice(Arithmetic.FP32, String.valueOf(e.getMessage())),
          family);
    }
  }

  private static <M> M open(
      Path path,
      NDManager manager,
      Arithmetic.Choice arithmetic,
      BiFunction<Folder, NDManager, M> family) {
    Folder folder = Folder.open(path, arithmetic);
    NDManager own = manager.newSubManager();
    try {
      return family.apply(folder, own);
    } catch (RuntimeException | Error e) {
      own.close();
      folder.close();
      throw e;
    }
  }

  private static FacetException unknown(Folder folder, String wanted, String families) {
    return FacetException.badInput(
        folder.path()
            + " is not "
            + wanted
            + " that Facet knows: model_type is '"
            + folder.family()
            + "', expected one of: "
            + families);
  }
}
