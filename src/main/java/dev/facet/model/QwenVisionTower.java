package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint.Tower;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Qwen2.5-VL's image encoder (Bai et al. 2025; transformers {@code
 * Qwen2_5_VisionTransformerPretrainedModel}): pictures of their own size, rotary positions in two
 * dimensions, RMS norms, gated MLP, attention within windows but for a few layers.
 *
 * <p>All images of a prompt are one sequence [1, P, D], sorted as {@link QwenLayout} says. A tower
 * is bound to the sizes of some images; {@link #with} gives one for others.
 */
final class QwenVisionTower implements VisionTower {

  /** The eps of all its norms, which no configuration names. */
  static final double EPS = 1e-6;

  static final List<String> PREFIXES = List.of("visual.", "model.visual.");

  /**
   * What the configuration says.
   *
   * @param merge patches on each side of a merged block
   * @param window merged blocks on each side of a window
   */
  record Sizes(Encoder.Spec spec, int patch, int frames, int merge, int window) {

    static Sizes read(ModelConfig c) {
      int width = c.size("hidden_size", 3584);
      int heads = c.size(c.has("num_heads") ? "num_heads" : "num_attention_heads", 16);
      c.divides(width, "'hidden_size'", "num_heads", heads);
      if (width / heads % 4 != 0) {
        throw FacetException.badInput(
            c.json().file() + ": heads of width " + width / heads + " do not divide by 4");
      }
      Encoder.Spec spec =
          new Encoder.Spec(
              c.size(c.has("depth") ? "depth" : "num_hidden_layers", 32),
              width,
              heads,
              c.size("intermediate_size", 3420),
              c.activation("hidden_act", "silu"),
              EPS);
      int patch = c.square("patch_size", 14);
      int merge = c.size("spatial_merge_size", 2);
      int window = c.size("window_size", 112) / merge / patch;
      if (window < 1) {
        throw FacetException.badInput(
            c.json().file() + ": 'window_size' is smaller than a merged block of patches");
      }
      return new Sizes(spec, patch, c.size("temporal_patch_size", 2), merge, window);
    }
  }

  private final ScriptOps ops;
  private final NDManager manager;
  private final ModelConfig config;
  private final Encoder encoder;
  private final NDArray patches;
  private final Norm last;
  private final int merge;
  private final int window;
  private final double theta;
  private final long[] kinds;
  private final List<QwenLayout.Grid> grids;
  private final QwenLayout layout;

  private QwenVisionTower(QwenVisionTower t, List<QwenLayout.Grid> grids) {
    this.ops = t.ops;
    this.manager = t.manager;
    this.config = t.config;
    this.encoder = t.encoder;
    this.patches = t.patches;
    this.last = t.last;
    this.merge = t.merge;
    this.window = t.window;
    this.theta = t.theta;
    this.kinds = t.kinds;
    this.grids = grids;
    this.layout = QwenLayout.of(grids, merge, window);
  }

  QwenVisionTower(ScriptOps ops, ModelConfig config, Weights all, int[] nativeSize) {
    this.ops = ops;
    this.manager = all.manager();
    this.config = config;
    Sizes sizes = Sizes.read(config);
    Encoder.Spec spec = sizes.spec;
    int width = spec.width();
    int patch = sizes.patch;
    int frames = sizes.frames;
    this.merge = sizes.merge;
    this.window = sizes.window;
    this.theta = config.json().child("rope_parameters").number("rope_theta", 10_000);
    double[] whole = config.json().numbers("fullatt_block_indexes");
    this.kinds = new long[spec.layers()];
    Arrays.fill(kinds, 1);
    for (double layer : whole == null ? new double[] {7, 15, 23, 31} : whole) {
      if (layer >= 0 && layer < kinds.length) {
        kinds[(int) layer] = 0;
      }
    }
    Weights w = all.find("Qwen2.5-VL vision tower", "patch_embed.proj.weight", PREFIXES);
    long inputs = 3L * frames * patch * patch;
    this.patches =
        w.get("patch_embed.proj.weight", width, 3, frames, patch, patch).reshape(width, inputs);
    this.last = new Norm(ops, w.get("merger.ln_q.weight", width), w.none(), EPS);
    this.encoder = new Encoder(ops, spec, l -> layer(w.at("blocks." + l + "."), spec), w);
    int side = Math.max(merge, nativeSize[0] / patch / merge * merge);
    this.grids = List.of(new QwenLayout.Grid(side, side));
    this.layout = QwenLayout.of(grids, merge, window);
  }

  private static Encoder.Layer layer(Weights w, Encoder.Spec s) {
    long d = s.width();
    long h = s.hidden();
    String[] bias = {"mlp.gate_proj.bias", "mlp.up_proj.bias"};
    return new Encoder.Layer(
        w.get("norm1.weight", d),
        w.none(),
        w.get("attn.qkv.weight", 3 * d, d),
        w.optional("attn.qkv.bias", 3 * d),
        w.none(),
        w.none(),
        w.get("attn.proj.weight", d, d),
        w.optional("attn.proj.bias", d),
        w.none(),
        w.get("norm2.weight", d),
        w.none(),
        w.rows(new long[] {2 * h, d}, "mlp.gate_proj.weight", "mlp.up_proj.weight"),
        w.has(bias[0]) ? w.rows(new long[] {2 * h}, bias) : w.none(),
        w.get("mlp.down_proj.weight", d, h),
        w.optional("mlp.down_proj.bias", d),
        w.none());
  }

  /** The same tower for images of these sizes. */
  QwenVisionTower with(List<QwenLayout.Grid> others) {
    return others.equals(grids) ? this : new QwenVisionTower(this, others);
  }

  QwenLayout layout() {
    return layout;
  }

  int merge() {
    return merge;
  }

  @Override
  public int layers() {
    return encoder.spec().layers();
  }

  @Override
  public int width() {
    return encoder.spec().width();
  }

  @Override
  public int prefixTokens() {
    return 0;
  }

  /** Of the first image. */
  @Override
  public PatchGrid grid() {
    return new PatchGrid(grids.getFirst().rows(), grids.getFirst().columns());
  }

  @Override
  public int tokens() {
    return layout.patches();
  }

  @Override
  public int sequences(int tiles) {
    return 1;
  }

  @Override
  public int[][] patchPlaces(int tiles) {
    return layout.places();
  }

  @Override
  public VisionTower batch(int images) {
    return with(Collections.nCopies(images, grids.getFirst()));
  }

  /** In raster order, whatever the order of the windows. */
  @Override
  public NDArray patches(NDArray hidden) {
    int[] places = Arrays.stream(layout.places()).flatMapToInt(Arrays::stream).toArray();
    NDManager here = hidden.getManager();
    return ops.call(here, "pick_tokens", hidden, here.create(places))
        .reshape(-1, hidden.getShape().get(2));
  }

  @Override
  public int imageSize() {
    return grids.getFirst().rows() * config.square("patch_size", 14);
  }

  /**
   * {@code pixels} [P, 3 · frames · patch²], or the same as [P, 3 · frames, patch, patch], in the
   * processor's order to [1, P, D] in this one's.
   */
  @Override
  public NDArray embed(NDArray pixels) {
    long count = pixels.getShape().get(0);
    if (count != layout.patches()) {
      throw FacetException.badInput(
          "Qwen2.5-VL looks at pictures in their own size: expected "
              + layout.patches()
              + " patches, found "
              + count
              + "; pictures of different sizes cannot share one batch");
    }
    int unit = merge * merge;
    NDArray flat = pixels.reshape(count, -1);
    NDArray tokens = ops.call(pixels.getManager(), "linear", flat, patches, last.bias());
    long rows = count / layout.patches();
    NDArray blocks =
        tokens.reshape(new Shape(rows, layout.patches() / unit, (long) unit * width()));
    NDArray order = pixels.getManager().create(layout.blocks());
    return ops.call(pixels.getManager(), "pick_tokens", blocks, order)
        .reshape(new Shape(rows, layout.patches(), width()));
  }

  @Override
  public NDArray run(NDArray hidden, int from, int to, Hooks hooks) {
    NDManager here = hidden.getManager();
    int headWidth = width() / encoder.spec().heads();
    float[][] tables = layout.rotary(headWidth, theta);
    Shape shape = new Shape(layout.patches(), headWidth);
    Encoder.Spans spans = new Encoder.Spans(kinds, layout.images(), layout.windows());
    return encoder
        .rotated(here.create(tables[0], shape), here.create(tables[1], shape), spans)
        .run(Tower.VISION, hidden, from, to, hooks);
  }

  @Override
  public NDArray postNorm(NDArray hidden) {
    return last.apply(hidden);
  }

  /**
   * @throws FacetException always: this tower has no pooled output
   */
  @Override
  public NDArray pooled(NDArray hidden) {
    throw FacetException.notFound("Qwen2.5-VL's vision tower pools nothing: no vision.pooled");
  }
}
