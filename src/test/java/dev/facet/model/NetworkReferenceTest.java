package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.tensor.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The layers written out operation by operation, to be read beside the papers, against the script
 * functions.
 */
class NetworkReferenceTest {

  private NDManager manager;
  private ModelFixture fixture;
  private Checkpoint weights;

  @BeforeEach
  void open() {
    manager = Torch.newManager();
    fixture = new ModelFixture("llava");
    weights = Checkpoint.open(fixture.folder());
  }

  @AfterEach
  void close() {
    weights.close();
    fixture.close();
    manager.close();
  }

  private NDArray w(String name) {
    return manager.create(
        weights.floats(name), new ai.djl.ndarray.types.Shape(weights.info(name).shape()));
  }

  private NDArray linear(NDArray x, String name) {
    NDArray y = x.matMul(w(name + ".weight").transpose());
    return weights.has(name + ".bias") ? y.add(w(name + ".bias")) : y;
  }

  @Test
  void oneLayerOfTheVisionTower() {
    String layer = "vision_tower.encoder.layers.1.";
    NDArray x = fixture.array(manager, "landscape.vision_hidden.1");
    NDArray n = layerNorm(x, layer + "layer_norm1");
    NDArray q = heads(linear(n, layer + "self_attn.q_proj"), 4);
    NDArray k = heads(linear(n, layer + "self_attn.k_proj"), 4);
    NDArray v = heads(linear(n, layer + "self_attn.v_proj"), 4);
    NDArray scores = q.matMul(k.swapAxes(2, 3)).div((float) Math.sqrt(8));
    NDArray h = x.add(linear(merged(scores.softmax(3).matMul(v)), layer + "self_attn.out_proj"));
    NDArray up = linear(layerNorm(h, layer + "layer_norm2"), layer + "mlp.fc1");
    NDArray quickGelu = up.mul(sigmoid(up.mul(1.702f)));
    NDArray expected = h.add(linear(quickGelu, layer + "mlp.fc2"));

    try (VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager)) {
      NDArray actual = model.vision().run(x, 1, 2);
      ModelFixture.assertClose("layer", expected.toFloatArray(), actual.toFloatArray(), 1e-5);
    }
    fixture.assertClose("landscape.vision_hidden.2", expected, 1e-4);
  }

  @Test
  void oneLayerOfTheLanguageModel() {
    String layer = "language_model.model.layers.2.";
    NDArray x = fixture.array(manager, "landscape.lm_hidden.2").expandDims(0);
    int length = (int) x.getShape().get(1);
    NDArray n = rmsNorm(x, layer + "input_layernorm");
    NDArray q = rotated(heads(linear(n, layer + "self_attn.q_proj"), 4), 5000);
    NDArray k = rotated(heads(linear(n, layer + "self_attn.k_proj"), 2), 5000).repeat(1, 2);
    NDArray v = heads(linear(n, layer + "self_attn.v_proj"), 2).repeat(1, 2);
    NDArray later = manager.zeros(new ai.djl.ndarray.types.Shape(length, length));
    for (int t = 0; t + 1 < length; t++) {
      later.set(new NDIndex("{}, {}:", t, t + 1), Float.NEGATIVE_INFINITY);
    }
    NDArray scores = q.matMul(k.swapAxes(2, 3)).div((float) Math.sqrt(12)).add(later);
    NDArray h = x.add(linear(merged(scores.softmax(3).matMul(v)), layer + "self_attn.o_proj"));
    NDArray n2 = rmsNorm(h, layer + "post_attention_layernorm");
    NDArray gate = linear(n2, layer + "mlp.gate_proj");
    NDArray gated = gate.mul(sigmoid(gate)).mul(linear(n2, layer + "mlp.up_proj"));
    NDArray expected = h.add(linear(gated, layer + "mlp.down_proj"));

    try (VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager);
        KvCache cache = model.language().newCache(manager, 1, length)) {
      NDArray actual = model.language().run(x, cache, 2, 3, Hooks.NONE, null);
      ModelFixture.assertClose("layer", expected.toFloatArray(), actual.toFloatArray(), 2e-5);
    }
    fixture.assertClose("landscape.lm_hidden.3", expected, 1e-4);
  }

  private NDArray layerNorm(NDArray x, String name) {
    NDArray centred = x.sub(x.mean(new int[] {-1}, true));
    NDArray variance = centred.square().mean(new int[] {-1}, true);
    return centred.div(variance.add(1e-5f).sqrt()).mul(w(name + ".weight")).add(w(name + ".bias"));
  }

  private NDArray rmsNorm(NDArray x, String name) {
    NDArray square = x.square().mean(new int[] {-1}, true);
    return x.div(square.add(1e-5f).sqrt()).mul(w(name + ".weight"));
  }

  private static NDArray sigmoid(NDArray x) {
    return x.neg().exp().add(1).pow(-1);
  }

  /** [B, T, H·d] to [B, H, T, d]. */
  private static NDArray heads(NDArray x, int heads) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), heads, -1).swapAxes(1, 2);
  }

  private static NDArray merged(NDArray x) {
    return x.swapAxes(1, 2).reshape(x.getShape().get(0), x.getShape().get(2), -1);
  }

  /** Each pair (x_i, x_{i + d/2}) of position p turned by p · theta^(-2i/d). */
  private NDArray rotated(NDArray x, double theta) {
    int length = (int) x.getShape().get(2);
    int width = (int) x.getShape().get(3);
    int half = width / 2;
    float[] cos = new float[length * half];
    float[] sin = new float[length * half];
    for (int p = 0; p < length; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * Math.pow(theta, -2.0 * i / width);
        cos[p * half + i] = (float) Math.cos(angle);
        sin[p * half + i] = (float) Math.sin(angle);
      }
    }
    NDArray c = manager.create(cos).reshape(length, half);
    NDArray s = manager.create(sin).reshape(length, half);
    NDArray a = x.get(new NDIndex("..., :{}", half));
    NDArray b = x.get(new NDIndex("..., {}:", half));
    return NDArrays.concat(new NDList(a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))), 3);
  }
}
