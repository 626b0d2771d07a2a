package dev.facet.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.FacetException;
import dev.facet.sae.SaeDraft.Part;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An SAE as two matrices, two biases and a sparsity rule. All libraries' architectures come down to
 * this once decoder norms are folded in.
 */
final class DenseSae implements Sae {

  /** Both libraries that normalise layers add this to the standard deviation. */
  private static final float LAYER_NORM_EPS = 1e-5f;

  private final SaeInfo info;
  private final NDManager manager;
  private final ScriptOps ops;
  private final NDArray encoder;
  private final NDArray encoderBias;
  private final NDArray decoder;
  private final NDArray decoderBias;
  private final NDArray inputBias;
  private final boolean undoesNorm;
  private final @Nullable NDArray skip;
  private final Sparsifier sparsifier;

  private DenseSae(SaeDraft draft, NDManager parent) {
    info = draft.info();
    manager = parent.newSubManager();
    ops = ScriptOps.load(manager, DenseSae.class, "sae.torchscript");
    try (NdScope scope = new NdScope()) {
      Checkpoint c = draft.checkpoint();
      NDArray enc = matrix(c, draft.encoder, false);
      NDArray dec = matrix(c, Objects.requireNonNull(draft.decoder), true);
      Part biasPart = draft.gateBias != null ? draft.gateBias : draft.encoderBias;
      NDArray encBias = vector(c, Objects.requireNonNull(biasPart));
      if (draft.unitDecoder || draft.scaledByDecoderNorm) {
        // Both libraries mean: codes count in units of the decoder row's norm.
        NDArray norms = dec.norm(new int[] {1}, true);
        // A latent without a direction has no codes either; 0 / 0 would spoil every reconstruction.
        dec = dec.div(norms.add(norms.eq(0).toType(DataType.FLOAT32, false)));
        NDArray row = norms.reshape(1, info.latents());
        enc = enc.mul(row);
        encBias = encBias.mul(row.reshape(info.latents()));
      }
      encoder = keep(scope, enc);
      encoderBias = keep(scope, encBias);
      decoder = keep(scope, dec);
      decoderBias = keep(scope, vector(c, Objects.requireNonNull(draft.decoderBias)));
      inputBias = draft.inputBias == null ? decoderBias : keep(scope, vector(c, draft.inputBias));
      undoesNorm = draft.undoesNorm;
      skip = draft.skip == null ? null : keep(scope, matrix(c, draft.skip, true));
      sparsifier = sparsifier(draft, scope);
    }
  }

  static Sae load(SaeDraft draft, NDManager manager) {
    return new DenseSae(draft, manager);
  }

  private NDArray keep(NdScope scope, NDArray array) {
    NDArray kept = scope.release(array);
    kept.attach(manager);
    return kept;
  }

  private Sparsifier sparsifier(SaeDraft draft, NdScope scope) {
    Sparsity s = info.sparsity();
    Checkpoint c = draft.checkpoint();
    return switch (s.rule()) {
      case RELU -> new Sparsifier.Relu(false);
      case TANH_RELU -> new Sparsifier.Relu(true);
      case TOPK -> new Sparsifier.TopK(s.requireK(), false, false);
      case TOPK_RAW -> new Sparsifier.TopK(s.requireK(), false, true);
      case ABS_TOPK -> new Sparsifier.TopK(s.requireK(), true, true);
      case THRESHOLD ->
          new Sparsifier.Threshold(ops, Objects.requireNonNull(s.threshold()).floatValue());
      case JUMPRELU ->
          new Sparsifier.JumpRelu(keep(scope, vector(c, Objects.requireNonNull(draft.thresholds))));
      case GATED -> {
        NDArray scale = vector(c, Objects.requireNonNull(draft.gateScale)).exp();
        NDArray magnitude = vector(c, Objects.requireNonNull(draft.encoderBias));
        yield new Sparsifier.Gated(
            keep(scope, scale), keep(scope, magnitude.sub(scale.mul(encoderBias))));
      }
      case GROUPMAX -> new Sparsifier.GroupMax(s.requireK());
    };
  }

  private NDArray vector(Checkpoint c, Part part) {
    return load(c, part.name(), manager);
  }

  /** A matrix with latents as rows or as columns, whichever way the file has it. */
  private NDArray matrix(Checkpoint c, Part part, boolean byLatent) {
    if (part.byLatent() == byLatent) {
      return load(c, part.name(), manager);
    }
    try (NDManager brief = manager.newSubManager()) {
      return ops.call(manager, "turned", load(c, part.name(), brief));
    }
  }

  private static NDArray load(Checkpoint c, String name, NDManager owner) {
    return new Weights(c, owner).get(name, c.info(name).shape());
  }

  @Override
  public SaeInfo info() {
    return info;
  }

  @Override
  public NDArray encode(NDArray x) {
    try (NdScope scope = new NdScope()) {
      NDArray codes = sparsifier.apply(pre(x));
      return scope.pass(codes.reshape(shapeOf(x, info.latents())));
    }
  }

  @Override
  public NDArray preActivations(NDArray x) {
    try (NdScope scope = new NdScope()) {
      return scope.pass(pre(x).reshape(shapeOf(x, info.latents())));
    }
  }

  /** {@code [N, F]}. */
  private NDArray pre(NDArray x) {
    NDArray in = normalised(rows(x));
    if (info.preBias()) {
      in = in.sub(inputBias);
    }
    return in.matMul(encoder).addi(encoderBias);
  }

  @Override
  public NDArray decode(NDArray codes) {
    try (NdScope scope = new NdScope()) {
      long[] shape = codes.getShape().getShape().clone();
      shape[shape.length - 1] = info.dOut();
      return scope.pass(decoded(codes).reshape(new Shape(shape)));
    }
  }

  /** {@code [N, Dout]}. */
  private NDArray decoded(NDArray codes) {
    return codes.reshape(-1, info.latents()).matMul(decoder).addi(decoderBias);
  }

  @Override
  public NDArray decode(NDArray codes, NDArray x) {
    try (NdScope scope = new NdScope()) {
      NDArray in = rows(x);
      NDArray out = inModelSpace(decoded(codes), in);
      boolean asGiven = in != x && info.dOut() == info.dIn();
      return scope.pass(out.reshape(asGiven ? x.getShape() : shapeOf(x, info.dOut())));
    }
  }

  @Override
  public SparseEncoding encodeSparse(NDArray x) {
    try (NdScope _ = new NdScope()) {
      NDArray in = rows(x);
      NDArray codes = sparsifier.apply(pre(in));
      NDList found = ops.callList(x.getManager(), "sparse", codes, decoder, decoderBias);
      return new SparseEncoding(
          found.get(0).toIntArray(),
          found.get(1).toIntArray(),
          found.get(2).toFloatArray(),
          inModelSpace(found.get(3), in).toFloatArray());
    }
  }

  /** {@code [N, Dout]} of activations {@code [N, D]}. */
  private NDArray inModelSpace(NDArray decoded, NDArray in) {
    NDArray out = skip == null ? decoded : decoded.add(in.matMul(skip.transpose()));
    return undoesNorm ? denormalised(out, in) : out;
  }

  private NDArray normalised(NDArray x) {
    return switch (info.norm()) {
      case NONE -> x;
      case LAYER_NORM -> {
        NDArray centred = x.sub(mean(x));
        yield centred.div(deviation(centred).add(LAYER_NORM_EPS));
      }
      case CONSTANT_NORM -> x.mul(rescale(x));
    };
  }

  private NDArray denormalised(NDArray out, NDArray x) {
    return switch (info.norm()) {
      case NONE -> out;
      case LAYER_NORM -> out.mul(deviation(x.sub(mean(x)))).add(mean(x));
      case CONSTANT_NORM -> out.div(rescale(x));
    };
  }

  private static NDArray mean(NDArray x) {
    return x.mean(new int[] {1}, true);
  }

  private NDArray deviation(NDArray centred) {
    return centred.square().sum(new int[] {1}, true).div(info.dIn() - 1f).sqrt();
  }

  private NDArray rescale(NDArray x) {
    NDArray norm = x.norm(new int[] {1}, true);
    return norm.pow(-1).mul((float) Math.sqrt(info.dIn()));
  }

  /** {@code [N, D]}; attention heads that the SAE reads together are joined. */
  private NDArray rows(NDArray x) {
    long last = x.getShape().get(x.getShape().dimension() - 1);
    if (x.getShape().dimension() == 2 && last == info.dIn()) {
      return x;
    }
    if (x.getShape().size() % info.dIn() != 0 || (last != info.dIn() && !joins(x))) {
      throw FacetException.mismatch(
          "The SAE "
              + info.path()
              + " reads activations of width "
              + info.dIn()
              + ", found shape "
              + x.getShape());
    }
    return x.reshape(-1, info.dIn());
  }

  private boolean joins(NDArray x) {
    int rank = x.getShape().dimension();
    return rank >= 2 && x.getShape().get(rank - 1) * x.getShape().get(rank - 2) == info.dIn();
  }

  /** The leading sizes of the input with another width. */
  private Shape shapeOf(NDArray x, int width) {
    long[] in = x.getShape().getShape();
    int lead = in[in.length - 1] == info.dIn() ? in.length - 1 : in.length - 2;
    long[] out = Arrays.copyOf(in, lead + 1);
    out[lead] = width;
    return new Shape(out);
  }

  @Override
  public NDArray decoderRows() {
    return decoder;
  }

  @Override
  public float[] direction(int latent) {
    if (latent < 0 || latent >= info.latents()) {
      throw FacetException.notFound(
          "The SAE "
              + info.path()
              + " has latents 0 to "
              + (info.latents() - 1)
              + ", there is no latent "
              + latent);
    }
    try (NDArray row = decoder.get(latent)) {
      return row.toFloatArray();
    }
  }

  @Override
  public void close() {
    ops.close();
    manager.close();
  }
}
