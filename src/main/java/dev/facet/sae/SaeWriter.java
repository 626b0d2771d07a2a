package dev.facet.sae;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.checkpoint.TorchWriter;
import dev.facet.checkpoint.TorchWriter.TorchTensor;
import dev.facet.core.AtomicFile;
import dev.facet.core.HookPoint;
import dev.facet.sae.TrainedSae.Architecture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes SAEs in the layouts of dictionary_learning and SAELens, so that these libraries load them
 * and compute the same codes. What they have no field for (canonical hook point, fingerprint of the
 * tower) goes into keys that they ignore.
 */
public final class SaeWriter {

  private static final Gson JSON = new GsonBuilder().setPrettyPrinting().serializeNulls().create();

  /** The version whose layout is written. */
  private static final String SAE_LENS_VERSION = "6.54.12";

  private SaeWriter() {}

  /**
   * Writes {@code ae.pt} and {@code config.json} as dictionary_learning's trainers do.
   *
   * @throws dev.facet.core.FacetException when the folder cannot be written
   */
  public static void dictionaryLearning(Path folder, TrainedSae sae) {
    TorchWriter.write(folder.resolve("ae.pt"), stateDict(sae));
    JsonObject trainer = new JsonObject();
    trainer.addProperty("trainer_class", sae.architecture().trainerClass());
    trainer.addProperty("dict_class", sae.architecture().dictClass());
    trainer.addProperty("activation_dim", sae.dIn());
    trainer.addProperty("dict_size", sae.latents());
    if (sae.k() > 0) {
      trainer.addProperty("k", sae.k());
    }
    if (sae.groupSizes().length > 0) {
      trainer.add("group_sizes", JSON.toJsonTree(sae.groupSizes()));
    }
    trainer.addProperty("device", "cpu");
    trainer.addProperty("layer", sae.hook().layer());
    trainer.addProperty("lm_name", sae.model());
    trainer.addProperty("submodule_name", sae.hook().name());
    trainer.addProperty("wandb_name", sae.architecture().trainerClass());
    new TreeMap<>(sae.training()).forEach(trainer::addProperty);
    JsonObject buffer = new JsonObject();
    buffer.addProperty("d_submodule", sae.dIn());
    buffer.addProperty("io", "out");
    JsonObject root = new JsonObject();
    root.add("trainer", trainer);
    root.add("buffer", buffer);
    root.add("facet", own(sae));
    write(folder.resolve("config.json"), root);
  }

  /**
   * Writes {@code cfg.json} and {@code sae_weights.safetensors} as SAELens 6 does: BatchTopK and
   * Matryoshka as jumprelu with their one threshold repeated.
   *
   * @throws dev.facet.core.FacetException when the folder cannot be written
   */
  public static void saeLens(Path folder, TrainedSae sae) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    int d = sae.dIn();
    int f = sae.latents();
    tensors.put("W_dec", FloatTensor.of(sae.decoder(), f, d));
    tensors.put("W_enc", FloatTensor.of(transposed(sae.encoder(), f, d), d, f));
    tensors.put("b_dec", FloatTensor.of(sae.decoderBias(), d));
    tensors.put("b_enc", FloatTensor.of(sae.encoderBias(), f));
    if (sae.thresholds().length > 0) {
      float[] each = sae.thresholds();
      if (each.length == 1) {
        each = new float[f];
        Arrays.fill(each, sae.thresholds()[0]);
      }
      tensors.put("threshold", FloatTensor.of(each, f));
    }
    SafetensorsWriter.write(
        folder.resolve("sae_weights.safetensors"),
        tensors,
        Map.of("facet_tower", sae.towerFingerprint(), "facet_hook", sae.hook().name()));
    write(folder.resolve("cfg.json"), saeLensConfig(sae));
  }

  private static JsonObject saeLensConfig(TrainedSae sae) {
    JsonObject root = new JsonObject();
    root.addProperty("d_in", sae.dIn());
    root.addProperty("d_sae", sae.latents());
    root.addProperty("dtype", "float32");
    root.addProperty("device", "cpu");
    root.addProperty("apply_b_dec_to_input", sae.architecture() != Architecture.JUMPRELU);
    root.addProperty("normalize_activations", "none");
    root.addProperty("reshape_activations", "none");
    switch (sae.architecture()) {
      case RELU -> root.addProperty("architecture", "standard");
      case TOPK -> {
        root.addProperty("architecture", "topk");
        root.addProperty("k", sae.k());
        root.addProperty("rescale_acts_by_decoder_norm", false);
      }
      case BATCHTOPK, MATRYOSHKA, JUMPRELU -> root.addProperty("architecture", "jumprelu");
    }
    JsonObject metadata = own(sae);
    metadata.addProperty("sae_lens_version", SAE_LENS_VERSION);
    metadata.addProperty("model_name", sae.model());
    metadata.addProperty("hook_name", transformerLensName(sae.hook()));
    metadata.add("hook_head_index", null);
    if (sae.architecture().hasOneThreshold()) {
      boolean nested = sae.architecture() == Architecture.MATRYOSHKA;
      metadata.addProperty("training_architecture", nested ? "matryoshka_batchtopk" : "batchtopk");
      JsonObject details = new JsonObject();
      details.addProperty("k", sae.k());
      if (nested) {
        details.add("matryoshka_widths", widths(sae.groupSizes()));
      }
      metadata.add("training_architecture_details", details);
    }
    root.add("metadata", metadata);
    return root;
  }

  private static JsonObject own(TrainedSae sae) {
    JsonObject own = new JsonObject();
    own.addProperty("facet_hook", sae.hook().name());
    own.addProperty("facet_tower", sae.towerFingerprint());
    return own;
  }

  private static Map<String, TorchTensor> stateDict(TrainedSae sae) {
    int d = sae.dIn();
    int f = sae.latents();
    Map<String, TorchTensor> out = new LinkedHashMap<>();
    switch (sae.architecture()) {
      case RELU -> {
        out.put("bias", tensor(sae.decoderBias(), d));
        out.put("encoder.weight", tensor(sae.encoder(), f, d));
        out.put("encoder.bias", tensor(sae.encoderBias(), f));
        out.put("decoder.weight", tensor(transposed(sae.decoder(), f, d), d, f));
      }
      case TOPK, BATCHTOPK -> {
        out.put("b_dec", tensor(sae.decoderBias(), d));
        out.put("k", TorchTensor.int32(sae.k()));
        out.put(
            "threshold",
            TorchTensor.scalar(sae.thresholds().length == 1 ? sae.thresholds()[0] : -1));
        out.put("decoder.weight", tensor(transposed(sae.decoder(), f, d), d, f));
        out.put("encoder.weight", tensor(sae.encoder(), f, d));
        out.put("encoder.bias", tensor(sae.encoderBias(), f));
      }
      case MATRYOSHKA, JUMPRELU -> {
        out.put("W_enc", tensor(transposed(sae.encoder(), f, d), d, f));
        out.put("b_enc", tensor(sae.encoderBias(), f));
        out.put("W_dec", tensor(sae.decoder(), f, d));
        out.put("b_dec", tensor(sae.decoderBias(), d));
        if (sae.architecture() == Architecture.JUMPRELU) {
          out.put("threshold", tensor(sae.thresholds(), f));
        } else {
          out.put("k", TorchTensor.int32(sae.k()));
          out.put("threshold", TorchTensor.scalar(sae.thresholds()[0]));
          out.put(
              "group_sizes",
              TorchTensor.int64(Arrays.stream(sae.groupSizes()).asLongStream().toArray()));
        }
      }
    }
    return out;
  }

  private static TorchTensor tensor(float[] data, long... shape) {
    return TorchTensor.of(new FloatTensor(shape, data));
  }

  /** {@code [rows, columns]} to {@code [columns, rows]}. */
  private static float[] transposed(float[] in, int rows, int columns) {
    float[] out = new float[in.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        out[c * rows + r] = in[r * columns + c];
      }
    }
    return out;
  }

  private static JsonArray widths(int[] groupSizes) {
    JsonArray widths = new JsonArray();
    int sum = 0;
    for (int size : groupSizes) {
      sum += size;
      widths.add(sum);
    }
    return widths;
  }

  private static String transformerLensName(HookPoint hook) {
    return switch (hook.site()) {
      case IN -> "blocks." + hook.layer() + ".hook_resid_pre";
      case OUT -> "blocks." + hook.layer() + ".hook_resid_post";
      case MLP_OUT -> "blocks." + hook.layer() + ".hook_mlp_out";
      case MLP_IN -> "blocks." + hook.layer() + ".ln2.hook_normalized";
      default -> hook.name();
    };
  }

  private static void write(Path file, JsonObject json) {
    AtomicFile.write(file, (JSON.toJson(json) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
