package dev.facet.model;

import dev.facet.core.FacetException;
import dev.facet.image.ImageProcessor;
import dev.facet.model.TowerCheck.Tower;
import dev.facet.text.ChatTemplate;
import dev.facet.text.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks a model folder without loading it: configuration, processor, and every tensor's shape by
 * the headers alone. What passes here, the family's class can open.
 */
final class FolderCheck {

  private final Folder folder;
  private final ModelConfig config;
  private final PartCheck parts;
  private final TowerCheck towers;

  FolderCheck(Folder folder) {
    this.folder = folder;
    this.config = folder.config();
    this.parts = new PartCheck(folder.checkpoint());
    this.towers = new TowerCheck(folder, parts);
  }

  /**
   * @throws FacetException when the folder cannot be opened
   */
  ModelInfo check() {
    ModelInfo info = sizes();
    ImageProcessor.fromFolder(folder.path());
    if (!ModelFolder.IMAGE_ONLY.contains(info.family())) {
      Tokenizer.describe(folder.path());
    }
    if (info.captions()) {
      config.integer("image_token_index", config.integer("image_token_id", -1));
      EndTokens.read(folder);
      ChatTemplate.find(folder.path());
    }
    return info;
  }

  private ModelInfo sizes() {
    return switch (folder.family()) {
      case "clip" -> encoder(towers.clip());
      case "clipseg" -> encoder(towers.clipSeg());
      case "siglip" -> encoder(towers.siglip());
      case "dinov2", "dinov2_with_registers" -> encoder(towers.dino());
      case "llava" -> captioner(llava(), "llama", false);
      case "llava_next" -> captioner(llavaNext(), "llama", false);
      case "gemma3" -> captioner(gemma3(), "gemma3_text", true);
      case "paligemma" -> captioner(paliGemma(), "gemma", true);
      case "idefics3", "smolvlm" -> captioner(idefics3(), "llama", false);
      case "internvl" -> captioner(internVl(), "qwen2", true);
      case "qwen2_5_vl" -> captioner(qwen(), "qwen2_5_vl_text", false);
      default ->
          throw FacetException.badInput(
              folder.path().resolve("config.json")
                  + ": model_type is '"
                  + folder.family()
                  + "'; expected one of "
                  + String.join(", ", ModelFolder.families()));
    };
  }

  private ModelInfo encoder(Tower tower) {
    return info(tower, 0, 0);
  }

  private ModelInfo captioner(Tower tower, String languageType, boolean tied) {
    LanguageModels.Shape language = LanguageModels.shape(config, languageType, tied);
    return info(tower, language.spec().layers(), language.spec().width());
  }

  private ModelInfo info(Tower tower, int languageLayers, int languageWidth) {
    return new ModelInfo(
        folder.name(),
        folder.family(),
        languageLayers > 0,
        tower.layers(),
        tower.width(),
        tower.grid(),
        languageLayers,
        languageWidth,
        folder.parameters());
  }

  /** Checks the language model and gives its width. */
  private int language(String otherwise, boolean tied) {
    LanguageModels.Shape shape = LanguageModels.shape(config, otherwise, tied);
    Decoder.Spec spec = shape.spec();
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("d", spec.width());
    sizes.put("h", shape.mlp());
    sizes.put("v", spec.vocabulary());
    sizes.put("q", Math.multiplyExact(spec.heads(), spec.headWidth()));
    sizes.put("k", Math.multiplyExact(spec.kvHeads(), spec.headWidth()));
    sizes.put("w", spec.headWidth());
    parts.check("language", "language model", Llama.PREFIXES, spec.layers(), sizes);
    if (shape.type().startsWith("gemma2") || shape.type().startsWith("gemma3")) {
      parts.check("gemma 2 norms", "norms of Gemma 2", Llama.PREFIXES, spec.layers(), sizes);
    }
    if (shape.type().startsWith("gemma3") || shape.type().equals("qwen3")) {
      parts.check("gemma 3 norms", "norms of queries", Llama.PREFIXES, spec.layers(), sizes);
    }
    if (!shape.tied() || LanguageModels.HEADS.stream().anyMatch(folder.checkpoint()::has)) {
      List<String> heads =
          LanguageModels.HEADS.stream().map(h -> h.replace("lm_head.weight", "")).toList();
      parts.check("head", "output head", heads, 0, sizes);
    }
    return spec.width();
  }

  private void projector(String section, int language, int input) {
    config.activation("projector_hidden_act", "gelu");
    parts.check(
        section,
        "projector",
        List.of("multi_modal_projector.", "model.multi_modal_projector."),
        0,
        Map.of("l", language, "i", input));
  }

  private Tower llava() {
    LlavaModel.dropsFirst(config);
    Tower tower = towers.llava();
    int language = language("llama", false);
    int layers = FeatureLayers.several(config, tower.layers()).length;
    projector("llava projector", language, tower.width() * layers);
    return tower;
  }

  private Tower llavaNext() {
    Tower tower = llava();
    boolean cls =
        config.part("vision_config").string("model_type", "clip_vision_model").startsWith("clip");
    LlavaNextModel.requireGrid(config, tower.grid().patches() + (cls ? 1 : 0), tower.grid());
    int language = LanguageModels.shape(config, "llama", false).spec().width();
    parts.check("newline", "image newline", List.of("", "model."), 0, Map.of("l", language));
    return tower;
  }

  private Tower gemma3() {
    Tower tower = towers.siglipVision();
    int side = (int) Math.round(Math.sqrt(config.size("mm_tokens_per_image", 256)));
    if (tower.grid().rows() % side != 0) {
      throw FacetException.badInput(
          folder.path() + ": " + side + " x " + side + " image tokens do not divide the patches");
    }
    projector("gemma 3 projector", language("gemma3_text", true), tower.width());
    return tower;
  }

  private Tower paliGemma() {
    Tower tower = towers.siglipVision();
    projector("paligemma projector", language("gemma", true), tower.width());
    return tower;
  }

  private Tower idefics3() {
    Tower tower = towers.siglipOfNativeSize();
    int scale = config.size("scale_factor", 2);
    if (tower.grid().rows() % scale != 0) {
      throw FacetException.badInput(
          folder.path() + ": 'scale_factor' " + scale + " does not divide the patch grid");
    }
    parts.check(
        "connector",
        "connector",
        List.of("model.connector.", "connector."),
        0,
        Map.of("l", language("llama", false), "i", tower.width() * scale * scale));
    return tower;
  }

  private Tower internVl() {
    Tower tower = towers.internVl();
    int scale = (int) Math.round(1 / config.number("downsample_ratio", 0.5));
    FeatureLayers.one(config, tower.layers(), -1);
    projector("internvl projector", language("qwen2", true), tower.width() * scale * scale);
    return tower;
  }

  private Tower qwen() {
    return towers.qwen(language("qwen2_5_vl_text", false));
  }
}
