package dev.facet.model;

import dev.facet.core.FacetException;
import dev.facet.image.ImageProcessor;
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

  private static final List<String> ROOT = List.of("");

  private final Folder folder;
  private final ModelConfig config;
  private final TensorTable table = TensorTable.load();

  FolderCheck(Folder folder) {
    this.folder = folder;
    this.config = folder.config();
  }

  /** A tower's sizes. */
  private record Tower(int layers, int width, PatchGrid grid) {}

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
      case "clip" -> encoder(clip("", 0));
      case "clipseg" -> encoder(clipSeg());
      case "siglip" -> encoder(siglip());
      case "dinov2", "dinov2_with_registers" -> encoder(dino());
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
        tower.layers,
        tower.width,
        tower.grid,
        languageLayers,
        languageWidth,
        folder.parameters());
  }

  private void part(
      String section, String words, List<String> prefixes, int layers, Map<String, Integer> sizes) {
    table.check(folder.checkpoint(), section, words, prefixes, layers, sizes);
  }

  private static Map<String, Integer> sizes(Encoder.Spec spec) {
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("d", spec.width());
    sizes.put("h", spec.hidden());
    return sizes;
  }

  /**
   * @param pictures side of the pictures, 0 for what the configuration says
   */
  private Tower vision(
      String section,
      ModelConfig c,
      Encoder.Spec defaults,
      List<String> prefixes,
      int cls,
      int pictures) {
    Encoder.Spec spec = Encoder.Spec.read(c, defaults);
    int patch =
        c.square(
            "patch_size",
            section.equals("clip vision") ? 32 : section.equals("internvl vision") ? 14 : 16);
    int own = c.square("image_size", section.equals("internvl vision") ? 448 : 224);
    int trained = own / patch;
    int side = pictures == 0 ? trained : pictures / patch;
    if (side < 1 || trained < 1) {
      throw FacetException.badInput(
          c.json().file() + ": pictures are smaller than 'patch_size' " + patch);
    }
    if (pictures == 0) {
      requirePictures(ImageProcessor.fromFolder(folder.path()), own);
    }
    Map<String, Integer> sizes = sizes(spec);
    sizes.put("p", patch);
    sizes.put("n", trained * trained + cls);
    part(section, section + " tower", prefixes, spec.layers(), sizes);
    return new Tower(spec.layers(), spec.width(), new PatchGrid(side, side));
  }

  /** The image processor must make what the tower reads. */
  private void requirePictures(ImageProcessor processor, int side) {
    int[] made = processor.nativeSize();
    if (processor.alwaysNative() && (made[0] != side || made[1] != side)) {
      throw FacetException.badInput(
          folder.path()
              + ": the vision tower reads pictures of "
              + side
              + " x "
              + side
              + " pixels, the image processor makes "
              + made[0]
              + " x "
              + made[1]);
    }
  }

  private Tower clip(String prefix, int pictures) {
    List<String> towers = ClipVisionTower.PREFIXES.stream().map(p -> prefix + p).toList();
    ModelConfig c = config.part("vision_config");
    Tower tower = vision("clip vision", c, ClipVisionTower.DEFAULTS, towers, 1, pictures);
    ModelConfig text = config.part("text_config");
    Encoder.Spec spec = Encoder.Spec.read(text, ClipTextTower.DEFAULTS);
    text(spec, text.size("vocab_size", 49408), text.size("max_position_embeddings", 77), prefix, 1);
    part(
        "clip projections",
        "projections",
        List.of(prefix),
        0,
        Map.of("c", config.size("projection_dim", 512), "i", tower.width, "l", spec.width()));
    return tower;
  }

  private void text(Encoder.Spec spec, int vocabulary, int context, String prefix, int projection) {
    Map<String, Integer> sizes = sizes(spec);
    sizes.put("v", vocabulary);
    sizes.put("n", context);
    sizes.put("c", projection);
    part("text", "text tower", List.of(prefix + "text_model."), spec.layers(), sizes);
  }

  private Tower siglip() {
    ModelConfig text = config.part("text_config");
    Encoder.Spec spec = Encoder.Spec.read(text, SiglipModel.TEXT);
    text(
        spec,
        text.size("vocab_size", 32000),
        text.size("max_position_embeddings", 64),
        "",
        text.size("projection_size", spec.width()));
    part("siglip scale", "logit scale", ROOT, 0, Map.of());
    return siglipTower(0);
  }

  private Tower siglipTower(int pictures) {
    return vision(
        "siglip vision",
        config.part("vision_config"),
        SiglipVisionTower.DEFAULTS,
        SiglipVisionTower.PREFIXES,
        0,
        pictures);
  }

  private Tower clipSeg() {
    int[] size = ImageProcessor.fromFolder(folder.path()).nativeSize();
    Tower tower = clip("clip.", size[0]);
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("d", config.size("reduce_dim", 64));
    sizes.put("c", config.size("projection_dim", 512));
    sizes.put("i", tower.width);
    sizes.put("h", config.size("decoder_intermediate_size", 2048));
    sizes.put("p", config.part("vision_config").square("patch_size", 32));
    double[] read = config.json().numbers("extract_layers");
    part("clipseg decoder", "decoder", List.of("decoder."), read == null ? 3 : read.length, sizes);
    return tower;
  }

  private Tower dino() {
    int width = config.size("hidden_size", 768);
    int patch = config.square("patch_size", 14);
    int trained = config.square("image_size", 518) / patch;
    ImageProcessor processor = ImageProcessor.fromFolder(folder.path());
    int pictures = processor.nativeSize()[0];
    requirePictures(processor, pictures);
    int side = pictures / patch;
    int layers = config.size("num_hidden_layers", 12);
    String prefix = DinoV2VisionTower.prefix(folder.checkpoint());
    String first = prefix + "encoder.layer.0.mlp.";
    boolean gated = folder.checkpoint().has(first + "weights_in.weight");
    String down = first + (gated ? "weights_out" : "fc2") + ".weight";
    long[] outer =
        folder.checkpoint().has(down) ? folder.checkpoint().info(down).shape() : new long[0];
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("d", width);
    sizes.put("h", outer.length == 2 ? (int) Math.min(outer[1], 1 << 24) : 1);
    sizes.put("p", patch);
    sizes.put("n", trained * trained + 1);
    sizes.put("r", config.size("num_register_tokens", 4));
    part("dinov2", "DINOv2", List.of(prefix), layers, sizes);
    for (int l = 0; l < layers; l++) {
      part(
          gated ? "dinov2 gated mlp" : "dinov2 mlp",
          "MLP",
          List.of(prefix + "encoder.layer." + l + "."),
          0,
          sizes);
    }
    return new Tower(layers, width, new PatchGrid(side, side));
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
    part("language", "language model", Llama.PREFIXES, spec.layers(), sizes);
    if (shape.type().startsWith("gemma2") || shape.type().startsWith("gemma3")) {
      part("gemma 2 norms", "norms of Gemma 2", Llama.PREFIXES, spec.layers(), sizes);
    }
    if (shape.type().startsWith("gemma3") || shape.type().equals("qwen3")) {
      part("gemma 3 norms", "norms of queries", Llama.PREFIXES, spec.layers(), sizes);
    }
    if (!shape.tied() || LanguageModels.HEADS.stream().anyMatch(folder.checkpoint()::has)) {
      List<String> heads =
          LanguageModels.HEADS.stream().map(h -> h.replace("lm_head.weight", "")).toList();
      part("head", "output head", heads, 0, sizes);
    }
    return spec.width();
  }

  private void projector(String section, int language, int input) {
    config.activation("projector_hidden_act", "gelu");
    part(
        section,
        "projector",
        List.of("multi_modal_projector.", "model.multi_modal_projector."),
        0,
        Map.of("l", language, "i", input));
  }

  private Tower llava() {
    LlavaModel.dropsFirst(config);
    ModelConfig c = config.part("vision_config");
    String type = c.string("model_type", "clip_vision_model");
    Tower tower =
        switch (type) {
          case "clip_vision_model", "clip" ->
              vision("clip vision", c, ClipVisionTower.DEFAULTS, ClipVisionTower.PREFIXES, 1, 0);
          case "siglip_vision_model", "siglip" -> siglipTower(0);
          default -> throw VisionTowers.unknown(c, type);
        };
    int language = language("llama", false);
    int layers = FeatureLayers.several(config, tower.layers).length;
    projector("llava projector", language, tower.width * layers);
    return tower;
  }

  private Tower llavaNext() {
    Tower tower = llava();
    boolean cls =
        config.part("vision_config").string("model_type", "clip_vision_model").startsWith("clip");
    LlavaNextModel.requireGrid(config, tower.grid.patches() + (cls ? 1 : 0), tower.grid);
    int language = LanguageModels.shape(config, "llama", false).spec().width();
    part("newline", "image newline", List.of("", "model."), 0, Map.of("l", language));
    return tower;
  }

  private Tower gemma3() {
    Tower tower = siglipTower(0);
    int side = (int) Math.round(Math.sqrt(config.size("mm_tokens_per_image", 256)));
    if (tower.grid.rows() % side != 0) {
      throw FacetException.badInput(
          folder.path() + ": " + side + " x " + side + " image tokens do not divide the patches");
    }
    projector("gemma 3 projector", language("gemma3_text", true), tower.width);
    return tower;
  }

  private Tower paliGemma() {
    Tower tower = siglipTower(0);
    projector("paligemma projector", language("gemma", true), tower.width);
    return tower;
  }

  private Tower idefics3() {
    Tower tower = siglipTower(ImageProcessor.fromFolder(folder.path()).nativeSize()[0]);
    int scale = config.size("scale_factor", 2);
    if (tower.grid.rows() % scale != 0) {
      throw FacetException.badInput(
          folder.path() + ": 'scale_factor' " + scale + " does not divide the patch grid");
    }
    part(
        "connector",
        "connector",
        List.of("model.connector.", "connector."),
        0,
        Map.of("l", language("llama", false), "i", tower.width * scale * scale));
    return tower;
  }

  private Tower internVl() {
    Tower tower =
        vision(
            "internvl vision",
            config.part("vision_config"),
            InternVlVisionTower.DEFAULTS,
            List.of("vision_tower.", "model.vision_tower."),
            1,
            0);
    int scale = (int) Math.round(1 / config.number("downsample_ratio", 0.5));
    FeatureLayers.one(config, tower.layers, -1);
    projector("internvl projector", language("qwen2", true), tower.width * scale * scale);
    return tower;
  }

  private Tower qwen() {
    ModelConfig c = config.part("vision_config");
    QwenVisionTower.Sizes s = QwenVisionTower.Sizes.read(c);
    int language = language("qwen2_5_vl_text", false);
    Map<String, Integer> sizes = sizes(s.spec());
    sizes.put("p", s.patch());
    sizes.put("f", s.frames());
    sizes.put("l", language);
    sizes.put("i", Math.multiplyExact(s.spec().width(), s.merge() * s.merge()));
    part(
        "qwen vision",
        "Qwen2.5-VL vision tower",
        QwenVisionTower.PREFIXES,
        s.spec().layers(),
        sizes);
    int[] size = ImageProcessor.fromFolder(folder.path()).nativeSize();
    int side = Math.max(s.merge(), size[0] / s.patch() / s.merge() * s.merge());
    return new Tower(s.spec().layers(), s.spec().width(), new PatchGrid(side, side));
  }
}
