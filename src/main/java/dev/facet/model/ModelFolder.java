package dev.facet.model;

import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** Opens Hugging Face model folders, whichever of the known families they hold. */
public final class ModelFolder {

  private ModelFolder() {}

  /**
   * Opens a model that writes text about images.
   *
   * @param folder with config.json, weights, tokenizer and processor
   * @param manager that the model's arrays live below
   * @throws FacetException when the folder holds no such model, or a damaged one
   */
  public static VisionLanguageModel openVlm(Path folder, NDManager manager) {
    return open(
        folder,
        manager,
        (opened, m) ->
            switch (opened.family()) {
              case "llava" -> new LlavaModel(opened, m);
              default -> throw unknown(opened, "a vision-language model", "llava");
            });
  }

  /**
   * Opens a model with an image and a text tower.
   *
   * @throws FacetException when the folder holds no such model, or a damaged one
   */
  public static DualEncoder openDual(Path folder, NDManager manager) {
    return open(
        folder,
        manager,
        (opened, m) ->
            switch (opened.family()) {
              case "clip" -> new ClipModel(opened, m);
              default -> throw unknown(opened, "a dual encoder", "clip");
            });
  }

  /**
   * Whether a folder claims to hold a model with an image and a text tower, by its configuration
   * alone.
   *
   * @throws FacetException when it has none
   */
  public static boolean isDualEncoder(Path folder) {
    return ModelConfig.read(folder).string("model_type", "").equals("clip");
  }

  /**
   * What a folder holds; loads the model to be sure.
   *
   * @throws FacetException when the folder holds no model that Facet knows, or a damaged one
   */
  public static ModelInfo inspect(Path folder) {
    String family = ModelConfig.read(folder).string("model_type", "");
    try (NDManager manager = Torch.newManager()) {
      if (family.equals("clip")) {
        try (DualEncoder model = openDual(folder, manager)) {
          return model.info();
        }
      }
      try (VisionLanguageModel model = openVlm(folder, manager)) {
        return model.info();
      }
    }
  }

  private static <M> M open(Path path, NDManager manager, BiFunction<Folder, NDManager, M> family) {
    Folder folder = Folder.open(path);
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
