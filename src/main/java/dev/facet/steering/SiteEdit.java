package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.sae.Sae;
import dev.facet.sae.Sparsity;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One intervention for a batch of rows that differ in strength, direction and mask alone. What each
 * mode computes is said at {@link Mode}.
 *
 * @param site where
 * @param mode the rule
 * @param positions which tokens, by one rule; one a row where the rows' masks differ, else one
 * @param during prompt only or always
 * @param strengths one a row [R]
 * @param directions one a row [R][D]
 * @param latents one a row [R], or empty where the directions are no latents
 * @param sae whose latents they are, or null
 */
record SiteEdit(
    HookPoint site,
    Mode mode,
    List<Positions> positions,
    During during,
    double[] strengths,
    float[][] directions,
    int[] latents,
    @Nullable Sae sae) {

  /** The activation after the edit: [R · sequences, T, D] to the same shape. */
  NDArray apply(NDArray x, Placement place) {
    NDArray prompt = clampOrAdd(x, place);
    if (during != During.THEN_RECONSTRUCT || place.steerable() == place.tokens()) {
      return prompt;
    }
    NDArray answer = reconstruct(x.get(new NDIndex(":, {}:", place.steerable())));
    return prompt.get(new NDIndex(":, :{}", place.steerable())).concat(answer, 1);
  }

  /** The same in a decoding step, whose tokens are all the answer's. */
  NDArray applyToAnswer(NDArray x) {
    return during == During.THEN_RECONSTRUCT
        ? reconstruct(x)
        : clampOrAdd(x, Placement.answer((int) x.getShape().get(1)));
  }

  private NDArray reconstruct(NDArray x) {
    return codes().decode(codes().encode(x), x);
  }

  private NDArray clampOrAdd(NDArray x, Placement place) {
    NDArray mask = mask(x.getManager(), place);
    if (kind() == Positions.Kind.ACTIVE) {
      NDArray active = column(codes().encode(x), place.sequences()).gt(0);
      mask = mask == null ? active : mask.logicalAnd(active);
    }
    NDArray edited = edit(x, place.sequences());
    // A choice, not a product with 0 and 1: what is not selected stays bit-identical.
    return mask == null ? edited : NDArrays.where(mask.broadcast(x.getShape()), edited, x);
  }

  /** The rule by which tokens are chosen. */
  Positions.Kind kind() {
    return positions.getFirst().kind();
  }

  /** Which tokens the rows edit [R · sequences, T, 1]; null means all. */
  private @Nullable NDArray mask(NDManager manager, Placement place) {
    if (positions.size() == 1) {
      boolean[][] selected = place.select(positions.getFirst());
      return selected == null ? null : Placement.array(manager, selected, strengths.length);
    }
    boolean[][] all = new boolean[positions.size() * place.sequences()][];
    for (int r = 0; r < positions.size(); r++) {
      boolean[][] row = place.select(positions.get(r));
      if (row == null) {
        throw new IllegalStateException("rows differ in positions that are no masks");
      }
      System.arraycopy(row, 0, all, r * place.sequences(), place.sequences());
    }
    return Placement.array(manager, all, 1);
  }

  private NDArray edit(NDArray x, int sequences) {
    return switch (mode) {
      case ADD -> x.add(steps(x.getManager(), sequences, strengths));
      case SCALE -> {
        double[] more = new double[strengths.length];
        for (int r = 0; r < more.length; r++) {
          more[r] = strengths[r] - 1;
        }
        NDArray code = column(codes().encode(x), sequences);
        yield x.add(code.mul(steps(x.getManager(), sequences, more)));
      }
      case PROJECTION_CAP -> cap(x, sequences);
      case CLAMP_KEEP_ERROR -> {
        if (sae == null) {
          yield set(x, sequences);
        }
        NDArray plain = codes().decode(codes().encode(x), x);
        yield x.add(codes().decode(clampedCodes(x, sequences), x).sub(plain));
      }
      case CLAMP_RECONSTRUCT -> codes().decode(clampedCodes(x, sequences), x);
      case ZERO_OTHERS -> {
        Shape shape = x.getShape();
        NDArray none =
            x.getManager().zeros(new Shape(shape.get(0), shape.get(1), codes().info().latents()));
        yield codes().decode(clamped(none, sequences), x);
      }
    };
  }

  /** strength · direction of every row [R · sequences, 1, D]. */
  private NDArray steps(NDManager manager, int sequences, double[] factors) {
    int width = directions[0].length;
    float[] all = new float[factors.length * sequences * width];
    int at = 0;
    for (int r = 0; r < factors.length; r++) {
      for (int s = 0; s < sequences; s++) {
        for (int i = 0; i < width; i++) {
          all[at++] = (float) (factors[r] * directions[r][i]);
        }
      }
    }
    return manager.create(all, new Shape((long) factors.length * sequences, 1, width));
  }

  /** A neuron's dimension set to the strength, all others kept: the baseline of Joseph et al. */
  private NDArray set(NDArray x, int sequences) {
    double[] ones = new double[strengths.length];
    Arrays.fill(ones, 1);
    NDArray unit = steps(x.getManager(), sequences, ones);
    NDArray rest = x.sub(x.mul(unit));
    return rest.add(steps(x.getManager(), sequences, strengths));
  }

  private NDArray cap(NDArray x, int sequences) {
    NDManager manager = x.getManager();
    double[] inverse = new double[strengths.length];
    float[] targets = new float[strengths.length * sequences];
    float[] signs = new float[targets.length];
    double[] ones = new double[strengths.length];
    for (int r = 0; r < strengths.length; r++) {
      double square = 0;
      for (float d : directions[r]) {
        square += (double) d * d;
      }
      inverse[r] = square == 0 ? 0 : 1 / square;
      ones[r] = 1;
      for (int s = 0; s < sequences; s++) {
        targets[r * sequences + s] = (float) strengths[r];
        signs[r * sequences + s] = strengths[r] < 0 ? -1 : 1;
      }
    }
    NDArray scaled = steps(manager, sequences, inverse);
    NDArray projection = x.mul(scaled).sum(new int[] {2}, true);
    NDArray target = manager.create(targets, new Shape(targets.length, 1, 1));
    NDArray sign = manager.create(signs, new Shape(signs.length, 1, 1));
    NDArray missing = target.sub(projection).mul(sign).maximum(0).mul(sign);
    return x.add(missing.mul(steps(manager, sequences, ones)));
  }

  /**
   * Codes with the latent set. Where a row has k places, the latent takes part in the contest for
   * them (Zhang et al.); a negative value, which would lose it, is set afterwards (Pach et al.).
   */
  private NDArray clampedCodes(NDArray x, int sequences) {
    Sparsity sparsity = codes().info().sparsity();
    Integer k = sparsity.k();
    if (sparsity.rule() != Sparsity.Rule.TOPK || k == null) {
      return clamped(codes().encode(x), sequences);
    }
    NDArray contest = clamped(codes().preActivations(x).maximum(0), sequences);
    NDList winners = contest.topK(k, -1, true, false);
    NDArray z = contest.zerosLike().scatter(winners.get(1), winners.get(0), 2);
    for (int r = 0; r < strengths.length; r++) {
      if (strengths[r] < 0) {
        z.set(rows(r, sequences), strengths[r]);
      }
    }
    return z;
  }

  private NDArray clamped(NDArray codes, int sequences) {
    NDArray z = codes.duplicate();
    for (int r = 0; r < strengths.length; r++) {
      z.set(rows(r, sequences), strengths[r]);
    }
    return z;
  }

  /** Each row's own latent [R · sequences, T, 1]. */
  private NDArray column(NDArray codes, int sequences) {
    NDList columns = new NDList();
    for (int r = 0; r < strengths.length; r++) {
      columns.add(codes.get(rows(r, sequences)));
    }
    NDArray all = columns.size() == 1 ? columns.getFirst() : NDArrays.concat(columns, 0);
    return all.expandDims(2);
  }

  private NDIndex rows(int row, int sequences) {
    return new NDIndex("{}:{}, :, {}", row * sequences, (row + 1) * sequences, latents[row]);
  }

  private Sae codes() {
    if (sae == null) {
      throw new IllegalStateException(mode + " without an SAE");
    }
    return sae;
  }
}
