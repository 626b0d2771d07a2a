package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.JsonFile;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * SigLIP and SigLIP 2 of fixed size (transformers {@code SiglipModel}): no projections on the image
 * side, texts filled up to full length without a mask and pooled at the last position.
 */
public final class SiglipModel extends ImageTextModel implements DualEncoder {

  static final Encoder.Spec TEXT = new Encoder.Spec(12, 768, 12, 3072, Activation.GELU_TANH, 1e-6);

  private final SiglipVisionTower vision;
  private final Encoder text;
  private final NDArray tokens;
  private final NDArray positions;
  private final Norm last;
  private final Linear head;
  private final int context;
  private final int padding;
  private final boolean padLeft;
  private final double logitScale;
  private final double logitBias;

  SiglipModel(Folder folder, NDManager manager) {
    super(folder, manager);
    this.vision = new SiglipVisionTower(ops, config.part("vision_config"), weights);
    ModelConfig words = config.part("text_config");
    Encoder.Spec spec = Encoder.Spec.read(words, TEXT);
    Weights w = weights.at("text_model.");
    long d = spec.width();
    this.context = words.size("max_position_embeddings", 64);
    this.tokens = w.get("embeddings.token_embedding.weight", words.size("vocab_size", 32000), d);
    this.positions = w.get("embeddings.position_embedding.weight", context, d);
    this.last = Norm.read(ops, w, "final_layer_norm", d, spec.eps());
    this.head = Linear.read(ops, w, "head", d, words.size("projection_size", spec.width()));
    Weights layers = w.at("encoder.");
    this.text = new Encoder(ops, spec, l -> ClipLayers.read(layers, spec, l), w);
    this.padding = tokenizer.namedId("pad_token").orElse(words.integer("pad_token_id", 1));
    this.padLeft = padLeft(folder.path().resolve("tokenizer_config.json"));
    this.logitScale = Math.exp(folder.checkpoint().floats("logit_scale")[0]);
    this.logitBias = folder.checkpoint().floats("logit_bias")[0];
  }

  /** SigLIP 2 has a Gemma tokenizer, whose default is to fill up on the left. */
  private static boolean padLeft(Path tokenizerConfig) {
    if (!Files.exists(tokenizerConfig)) {
      return false;
    }
    JsonFile config = JsonFile.read(tokenizerConfig);
    String tokenizer = config.string("tokenizer_class", "");
    boolean left = tokenizer.startsWith("Gemma") || tokenizer.startsWith("Siglip2");
    return config.string("padding_side", left ? "left" : "right").equals("left");
  }

  @Override
  public ModelInfo info() {
    return folder.info(vision, null);
  }

  @Override
  public VisionTower vision() {
    return vision;
  }

  @Override
  public NDArray project(NDArray hidden) {
    return vision.pooled(hidden);
  }

  @Override
  public NDArray textEmbeddings(List<String> texts) {
    try (NdScope scope = new NdScope()) {
      return scope.pass(pooled(hidden(texts, text.spec().layers(), Hooks.NONE)));
    }
  }

  private NDArray pooled(NDArray hidden) {
    return head.apply(last.apply(hidden.get(new NDIndex(":, -1"))));
  }

  private NDArray hidden(List<String> texts, int index, Hooks hooks) {
    long[] ids = new long[texts.size() * context];
    for (int b = 0; b < texts.size(); b++) {
      int[] row = row(texts.get(b));
      for (int t = 0; t < context; t++) {
        ids[b * context + t] = row[t];
      }
    }
    NDArray start =
        tokens
            .get(manager().create(ids))
            .reshape(texts.size(), context, text.spec().width())
            .add(positions);
    return text.run(Tower.TEXT, start, 0, index, hooks);
  }

  private int[] row(String words) {
    int[] ids = tokenizer.encode(words, true);
    int[] row = new int[context];
    Arrays.fill(row, padding);
    if (ids.length >= context) {
      System.arraycopy(ids, 0, row, 0, context);
      row[context - 1] = ids[ids.length - 1];
    } else {
      System.arraycopy(ids, 0, row, padLeft ? context - ids.length : 0, ids.length);
    }
    return row;
  }

  @Override
  public NDArray textActivation(List<String> texts, HookPoint site) {
    int layers = text.spec().layers();
    if (site.tower() != Tower.TEXT || site.layer() >= layers) {
      throw FacetException.notFound(
          "The text tower has no "
              + site
              + "; it has text.layers.0 to text.layers."
              + (layers - 1));
    }
    int index = Hooks.residualIndex(site, layers);
    return switch (site.site()) {
      case MLP_IN, MLP_OUT -> {
        NDArray[] tapped = new NDArray[1];
        hidden(texts, index + 1, Hooks.NONE.tap(site, x -> tapped[0] = x));
        yield tapped[0];
      }
      case POST_NORM -> last.apply(hidden(texts, layers, Hooks.NONE));
      case POOLED, PROJECTION -> textEmbeddings(texts);
      default -> hidden(texts, index, Hooks.NONE);
    };
  }

  @Override
  public double logitScale() {
    return logitScale;
  }

  @Override
  public double logitBias() {
    return logitBias;
  }
}
