package dev.facet.training;

import dev.facet.checkpoint.FloatTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trained tensors under the names and in the shapes of Hugging Face's {@code CLIPModel}. Training
 * uses SiLU; CLIP's quick GELU, {@code x sigmoid(1.702 x)}, is the same function when the input of
 * the MLP's second half is divided by 1.702 and its output multiplied, so the files say quick GELU
 * and are exact.
 */
final class TowerTensors {

  private static final float QUICK = 1.702f;

  private TowerTensors() {}

  /** Both towers, projections and logit scale; the heads of training are left out. */
  static Map<String, FloatTensor> clip(Parameters parameters, TowerShape shape) {
    Map<String, FloatTensor> out = new LinkedHashMap<>();
    for (Map.Entry<String, FloatTensor> e : parameters.tensors().entrySet()) {
      String name = e.getKey();
      FloatTensor tensor = e.getValue();
      if (name.startsWith("head.")) {
        continue;
      }
      if (name.contains(".self_attn.qkv.")) {
        split(out, name, ".qkv.", tensor, ".q_proj.", ".k_proj.", ".v_proj.");
      } else if (name.endsWith("patch_embedding.weight")) {
        out.put(
            name, FloatTensor.of(tensor.data(), shape.width(), 3, shape.patch(), shape.patch()));
      } else if (name.contains(".mlp.fc1.")) {
        out.put(name, times(tensor, 1 / QUICK));
      } else if (name.endsWith(".mlp.fc2.weight")) {
        out.put(name, times(tensor, QUICK));
      } else {
        out.put(name, tensor);
      }
    }
    return out;
  }

  /** The vision tower alone, under {@code vision_model.}. */
  static Map<String, FloatTensor> vision(Parameters parameters, TowerShape shape) {
    Map<String, FloatTensor> out = clip(parameters, shape);
    out.keySet().removeIf(name -> !name.startsWith("vision_model."));
    return out;
  }

  /** Cuts a tensor along its first dimension into equal parts with the names' part replaced. */
  static void split(
      Map<String, FloatTensor> out, String name, String part, FloatTensor tensor, String... names) {
    int each = tensor.data().length / names.length;
    long[] shape = tensor.shape().clone();
    shape[0] /= names.length;
    for (int i = 0; i < names.length; i++) {
      out.put(
          name.replace(part, names[i]),
          new FloatTensor(shape, Arrays.copyOfRange(tensor.data(), i * each, (i + 1) * each)));
    }
  }

  private static FloatTensor times(FloatTensor tensor, float factor) {
    float[] data = tensor.data().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] *= factor;
    }
    return new FloatTensor(tensor.shape(), data);
  }
}
