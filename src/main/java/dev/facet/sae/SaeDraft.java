package dev.facet.sae;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.Fingerprint;
import dev.facet.checkpoint.TensorInfo;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a library's reader finds out about an SAE, step by step: which tensor plays which part, and
 * by which rules. Every tensor that is asked for is checked against the shape that its part
 * demands.
 */
final class SaeDraft {

  /**
   * A tensor in its part.
   *
   * @param name in the checkpoint
   * @param byLatent for matrices: true when rows are latents
   */
  record Part(String name, boolean byLatent) {}

  final String library;
  private final Checkpoint checkpoint;
  private final String path;
  private final String prefix;
  private final Set<String> unused;
  final List<String> warnings = new ArrayList<>();

  final int dIn;
  final int latents;
  final Part encoder;
  int dOut;
  @Nullable Part decoder;
  @Nullable Part encoderBias;
  @Nullable Part decoderBias;

  /** What pre-bias subtracts, where that is not the decoder bias. */
  @Nullable Part inputBias;

  @Nullable Part skip;
  @Nullable Part thresholds;
  @Nullable Part gateBias;
  @Nullable Part gateScale;

  @Nullable String version;
  String architecture = "";
  Sparsity sparsity = Sparsity.of(Sparsity.Rule.RELU);
  boolean preBias;
  InputNorm norm = InputNorm.NONE;
  boolean transcoder;

  /**
   * Whether what is reconstructed gets the input's statistics back; transcoders of most libraries
   * predict another activation, to which they do not belong.
   */
  boolean undoesNorm = true;

  boolean unitDecoder;
  boolean scaledByDecoderNorm;
  boolean headsJoined;
  @Nullable HookPoint hook;
  @Nullable String hookName;
  @Nullable String model;
  @Nullable String tower;
  List<Integer> groupSizes = List.of();

  /**
   * Starts from the encoder, which fixes D and F.
   *
   * @param prefix of all tensor names, such as {@code state_dict.}
   */
  SaeDraft(String library, SaeFiles files, String prefix, String encoderName, boolean byLatent) {
    this.library = library;
    checkpoint = files.checkpoint();
    path = files.weights().toString();
    this.prefix = prefix;
    unused = new LinkedHashSet<>(checkpoint.names());
    warnings.addAll(checkpoint.warnings());
    TensorInfo info = info(encoderName);
    long[] shape = info.shape();
    if (shape.length != 2
        || shape[0] < 1
        || shape[1] < 1
        || Math.multiplyHigh(shape[0], shape[1]) != 0
        || shape[0] * shape[1] > Integer.MAX_VALUE - 16) {
      throw wrongShape(info, byLatent ? "[F, D]" : "[D, F]");
    }
    dIn = (int) shape[byLatent ? 1 : 0];
    latents = (int) shape[byLatent ? 0 : 1];
    dOut = dIn;
    encoder = take(encoderName, byLatent);
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  String path() {
    return path;
  }

  boolean has(String name) {
    return checkpoint.has(prefix + name);
  }

  private TensorInfo info(String name) {
    if (!has(name)) {
      throw FacetException.badInput(
          path
              + " lacks tensor '"
              + name
              + "', which "
              + library
              + " writes for this architecture");
    }
    return checkpoint.info(prefix + name);
  }

  private Part take(String name, boolean byLatent) {
    unused.remove(prefix + name);
    return new Part(prefix + name, byLatent);
  }

  /** A vector {@code [F]} that must be there. */
  Part perLatent(String name) {
    requireShape(name, "F = " + latents, latents);
    return take(name, true);
  }

  /**
   * The decoder; its other side becomes {@code dOut}, which must be D unless this is a transcoder.
   */
  void decoder(String name, boolean byLatent) {
    TensorInfo info = info(name);
    long[] shape = info.shape();
    long found = shape.length == 2 ? shape[byLatent ? 0 : 1] : -1;
    long out = shape.length == 2 ? shape[byLatent ? 1 : 0] : -1;
    boolean fits = found == latents && out > 0 && out <= 1 << 20 && (transcoder || out == dIn);
    if (!fits) {
      String d = transcoder ? "Dout" : Integer.toString(dIn);
      throw wrongShape(
          info, byLatent ? "[" + latents + ", " + d + "]" : "[" + d + ", " + latents + "]");
    }
    dOut = (int) out;
    decoder = take(name, byLatent);
  }

  /** The decoder bias {@code [Dout]}; call after {@link #decoder}. */
  void decoderBias(String name) {
    requireShape(name, "D = " + dOut, dOut);
    decoderBias = take(name, false);
  }

  /** The bias {@code [D]} that is subtracted from the input. */
  void inputBias(String name) {
    requireShape(name, "D = " + dIn, dIn);
    inputBias = take(name, false);
  }

  /**
   * The skip connection.
   *
   * @param outFirst {@code [Dout, D]}, else {@code [D, Dout]}
   */
  void skip(String name, boolean outFirst) {
    if (outFirst) {
      requireShape(name, "Dout, D", dOut, dIn);
    } else {
      requireShape(name, "D, Dout", dIn, dOut);
    }
    skip = take(name, outFirst);
  }

  private void requireShape(String name, String what, long... shape) {
    TensorInfo info = info(name);
    if (!Arrays.equals(info.shape(), shape)) {
      throw wrongShape(info, Arrays.toString(shape) + " (" + what + ")");
    }
  }

  private FacetException wrongShape(TensorInfo info, String expected) {
    return FacetException.badInput(
        path
            + ": tensor '"
            + info.name()
            + "' has the wrong shape: expected "
            + expected
            + ", found "
            + Arrays.toString(info.shape()));
  }

  /**
   * A single number.
   *
   * @return null where the file has none
   */
  @Nullable Float scalar(String name) {
    if (!has(name)) {
      return null;
    }
    TensorInfo info = info(name);
    if (info.elements() != 1) {
      throw wrongShape(info, "one number");
    }
    unused.remove(prefix + name);
    return checkpoint.floats(prefix + name)[0];
  }

  /** All numbers of a small vector; empty where the file has none. */
  float[] vector(String name) {
    if (!has(name)) {
      return new float[0];
    }
    if (info(name).elements() > 1 << 20) {
      throw wrongShape(info(name), "a short list");
    }
    unused.remove(prefix + name);
    return checkpoint.floats(prefix + name);
  }

  /** A tensor that the file holds and inference does not use. */
  void ignore(String name) {
    unused.remove(prefix + name);
  }

  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** Uses the scalar threshold of BatchTopK, and says where it makes no sense. */
  void useThreshold(@Nullable Float threshold, @Nullable Integer trainedK, boolean zeroIsUnset) {
    if (threshold == null) {
      throw FacetException.badInput(
          path + " has no threshold, which a BatchTopK SAE needs at inference");
    }
    if (Float.isNaN(threshold)) {
      warn("Its threshold is NaN: no latent is ever on.");
    } else if (threshold < 0 || (zeroIsUnset && threshold == 0)) {
      warn(
          "Its threshold is "
              + threshold
              + ", so it was never estimated: the encoder is a plain ReLU and far from sparse.");
    }
    sparsity = Sparsity.ofThreshold(threshold, trainedK);
  }

  /** Finishes: what is left over, what is not a number, and the record for people. */
  SaeInfo info() {
    for (String name : unused) {
      warn("It holds an unknown tensor '" + name + "', which was ignored.");
    }
    sparsity.check(path, latents);
    checkNumbers();
    return new SaeInfo(
        path,
        library,
        version,
        architecture,
        dIn,
        dOut,
        latents,
        sparsity,
        preBias,
        norm,
        transcoder,
        checkpoint.info(encoder.name()).dtype(),
        parameters(),
        hook,
        hookName,
        model,
        tower,
        Fingerprint.ofTensors(checkpoint, name -> name),
        groupSizes,
        options(),
        warnings);
  }

  private List<String> options() {
    List<String> on = new ArrayList<>();
    if (scaledByDecoderNorm) {
      on.add("rescale_acts_by_decoder_norm");
    }
    if (unitDecoder) {
      on.add("normalize_decoder");
    }
    if (skip != null) {
      on.add("skip_connection");
    }
    if (headsJoined) {
      on.add("hook_z");
    }
    return on;
  }

  private long parameters() {
    return checkpoint.names().stream().mapToLong(n -> checkpoint.info(n).elements()).sum();
  }

  private void checkNumbers() {
    for (Part part :
        Arrays.asList(encoder, encoderBias, inputBias, decoder, decoderBias, thresholds)) {
      if (part != null) {
        String found = NonFinite.describe(checkpoint, part.name(), part.byLatent());
        if (found != null) {
          warn(
              (part.equals(thresholds) ? "Its threshold tensor '" : "Its tensor '")
                  + part.name()
                  + "' "
                  + found);
        }
      }
    }
  }
}
