package dev.facet.model;

import dev.facet.core.FacetException;
import dev.facet.image.ImageProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the towers of a model folder without loading them: sizes by the configuration, tensors by
 * the headers, and whether the image processor makes what the tower reads.
 */
final class TowerCheck {

  private static final List<String> ROOT = List.of("");

  private final Folder folder;
  private final ModelConfig config;
  private final PartCheck parts;

  TowerCheck(Folder folder, PartCheck parts) {
    this.folder = folder;
    this.config = folder.config();
    this.parts = parts;
  }

  /**
   * A vision tower's sizes.
   *
   * @param layers how many
   * @param width D
   * @param grid of the patches of one picture or tile
   */
  record Tower(int layers, int width, PatchGrid grid) {}

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
    Map<String, Integer> sizes = PartCheck.sizes(spec);
    sizes.put("p", patch);
    sizes.put("n", trained * trained + cls);
    parts.check(section, section + " tower", prefixes, spec.layers(), sizes);
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

  /** Both towers of a CLIP. */
  Tower clip() {
    return clip("", 0);
  }

  private Tower clip(String prefix, int pictures) {
    List<String> towers = ClipVisionTower.PREFIXES.stream().map(p -> prefix + p).toList();
    ModelConfig c = config.part("vision_config");
    Tower tower = vision("clip vision", c, ClipVisionTower.DEFAULTS, towers, 1, pictures);
    ModelConfig text = config.part("text_config");
    Encoder.Spec spec = Encoder.Spec.read(text, ClipTextTower.DEFAULTS);
    text(spec, text.size("vocab_size", 49408), text.size("max_position_embeddings", 77), prefix, 1);
    parts.check(
        "clip projections",
        "projections",
        List.of(prefix),
        0,
        Map.of("c", config.size("projection_dim", 512), "i", tower.width, "l", spec.width()));
    return tower;
  }

  private void text(Encoder.Spec spec, int vocabulary, int context, String prefix, int projection) {
    Map<String, Integer> sizes = PartCheck.sizes(spec);
    sizes.put("v", vocabulary);
    sizes.put("n", context);
    sizes.put("c", projection);
    parts.check("text", "text tower", List.of(prefix + "text_model."), spec.layers(), sizes);
  }

  /** Both towers of a SigLIP. */
  Tower siglip() {
    ModelConfig text = config.part("text_config");
    Encoder.Spec spec = Encoder.Spec.read(text, SiglipModel.TEXT);
    text(
        spec,
        text.size("vocab_size", 32000),
        text.size("max_position_embeddings", 64),
        "",
        text.size("projection_size", spec.width()));
    parts.check("siglip scale", "logit scale", ROOT, 0, Map.of());
    return siglipTower(0);
  }

  /** The vision tower alone, for pictures of the size that it was trained on. */
  Tower siglipVision() {
    return siglipTower(0);
  }

  /** The vision tower alone, for pictures of the size that the image processor makes. */
  Tower siglipOfNativeSize() {
    return siglipTower(ImageProcessor.fromFolder(folder.path()).nativeSize()[0]);
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

  /** CLIP with the decoder that draws masks. */
  Tower clipSeg() {
    int[] size = ImageProcessor.fromFolder(folder.path()).nativeSize();
    Tower tower = clip("clip.", size[0]);
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("d", config.size("reduce_dim", 64));
    sizes.put("c", config.size("projection_dim", 512));
    sizes.put("i", tower.width);
    sizes.put("h", config.size("decoder_intermediate_size", 2048));
    sizes.put("p", config.part("vision_config").square("patch_size", 32));
    double[] read = config.json().numbers("extract_layers");
    parts.check(
        "clipseg decoder", "decoder", List.of("decoder."), read == null ? 3 : read.length, sizes);
    return tower;
  }

  /** DINOv2, with or without registers. */
  Tower dino() {
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
    parts.check("dinov2", "DINOv2", List.of(prefix), layers, sizes);
    for (int l = 0; l < layers; l++) {
      parts.check(
          gated ? "dinov2 gated mlp" : "dinov2 mlp",
          "MLP",
          List.of(prefix + "encoder.layer." + l + "."),
          0,
          sizes);
    }
    return new Tower(layers, width, new PatchGrid(side, side));
  }

  /** The vision tower of a LLaVA: that of a CLIP or of a SigLIP. */
  Tower llava() {
    ModelConfig c = config.part("vision_config");
    String type = c.string("model_type", "clip_vision_model");
    return switch (type) {
      case "clip_vision_model", "clip" ->
          vision("clip vision", c, ClipVisionTower.DEFAULTS, ClipVisionTower.PREFIXES, 1, 0);
      case "siglip_vision_model", "siglip" -> siglipTower(0);
      default -> throw VisionTowers.unknown(c, type);
    };
  }

  /** The vision tower of an InternVL. */
  Tower internVl() {
    return vision(
        "internvl vision",
        config.part("vision_config"),
        InternVlVisionTower.DEFAULTS,
        List.of("vision_tower.", "model.vision_tower."),
        1,
        0);
  }

  /**
   * The vision tower of a Qwen2.5-VL with its merger.
   *
   * @param language width of the language model
   */
  Tower qwen(int language) {
    ModelConfig c = config.part("vision_config");
    QwenVisionTower.Sizes s = QwenVisionTower.Sizes.read(c);
    Map<String, Integer> sizes = PartCheck.sizes(s.spec());
    sizes.put("p", s.patch());
    sizes.put("f", s.frames());
    sizes.put("l", language);
    sizes.put("i", Math.multiplyExact(s.spec().width(), s.merge() * s.merge()));
    parts.check(
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
