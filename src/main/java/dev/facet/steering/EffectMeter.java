package dev.facet.steering;

import dev.facet.core.Cancellation;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.core.UnitSteerability;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What edits do, in figures: to the answers of a language model, or to an encoder alone. */
public interface EffectMeter extends AutoCloseable {

  /** Every place where the model can be edited, from the image upwards. */
  List<HookPoint> sites();

  /**
   * R, the mean norm of the activation of the tokens that stand for an image at a site, measured
   * over the images where no corpus has said it.
   *
   * @param images addresses
   * @throws dev.facet.core.FacetException when the model lacks the site
   */
  double residualNorm(HookPoint site, List<String> images);

  /** What results are made with. */
  Provenance provenance(@Nullable HookPoint site);

  /**
   * S and power over strengths, and captions where a language model writes them. Strength 0 is
   * always among them.
   *
   * @param each told every point, in order of strength
   * @param cancellation asked between batches, and between tokens
   * @throws dev.facet.core.FacetException when an image, a site or a direction is not what it must
   *     be
   */
  SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation);

  /**
   * Steerability of many latents.
   *
   * @param known units that were measured by an earlier run of the same question
   * @param each told every micro-batch, so that it can be kept
   * @param cancellation asked between micro-batches
   * @throws dev.facet.core.FacetException as {@link #sweep}
   */
  SteerabilityResult steerability(
      SteerabilitySpec spec,
      Map<Integer, UnitSteerability> known,
      Consumer<List<UnitSteerability>> each,
      Progress progress,
      Cancellation cancellation);

  @Override
  void close();
}
