package dev.facet.worker;

import dev.facet.core.AppliedNorm;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The networks of one study, loaded. Every method belongs to the engine thread; what they return is
 * plain.
 */
interface StudyEngine extends AutoCloseable {

  /**
   * @param text told the caption so far, whole, after every token
   */
  CaptionResult caption(CaptionSpec spec, Consumer<String> text, Cancellation cancellation);

  SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation);

  /**
   * Measures the steerability of latents; each micro-batch is saved before the next begins.
   *
   * @return what came of it, one sentence
   */
  String steerability(SteerabilityRequest request, Progress progress, Cancellation cancellation);

  /** The strength at which an edit has a given effect. */
  DoseResult dose(DoseSpec spec, Cancellation cancellation);

  /** What each intervention of a question changes where it is applied. */
  List<AppliedNorm> applied(CaptionSpec spec);

  /**
   * Explains latents; each micro-batch is saved before the next begins.
   *
   * @return what came of it, one sentence
   */
  String explain(ExplainRequest request, Progress progress, Cancellation cancellation);

  /** What fires on an image. */
  FiringPage firing(FiringRequest request);

  /**
   * A text in the space that the study's meanings lie in [d].
   *
   * @throws dev.facet.core.FacetException when the model has no text tower
   */
  float[] textEmbedding(String text);

  /**
   * An image in the same space [d].
   *
   * @param patches of interest; the others are blanked out. Empty for the whole image
   */
  float[] imageEmbedding(String address, List<Integer> patches);

  /** Largest code of every latent on an image, or on some of its patches [F]. */
  float[] largestCodes(String address, List<Integer> patches);

  /** Decoder row of a latent [D]. */
  float[] direction(int latent);

  /** Takes R, the unit of strengths, anew: the study has grown. */
  void useResidualNorm(double norm);

  /** What the networks compute in. */
  Arithmetic.Choice arithmetic();

  /**
   * What can be chosen: models that caption with the study's tower, the study's own first. No model
   * answers where the study was made with an encoder alone and none was attached.
   */
  SteeringOptions options();

  /**
   * Whether sweeps and steerability can be measured: by a language model, or, where none answers,
   * beside the texts of the encoder.
   */
  boolean measures();

  /**
   * Takes another of these models for captions and sweeps.
   *
   * @throws dev.facet.core.FacetException when it is missing, damaged, or has another vision tower;
   *     the present one stays then
   */
  void choose(String model);

  /**
   * Takes a language model from any folder for captions and sweeps; the study remembers it.
   *
   * @throws dev.facet.core.FacetException when it is no model that writes captions, or has another
   *     vision tower; the present one stays then
   */
  void attach(Path folder);

  /**
   * Why a language model that the study remembers does not answer, or what is to be known of the
   * one that does; empty where all is well.
   */
  String trouble();

  /** Of the model that captions, or of the encoder where none does. */
  String modelFingerprint();

  /** R at a site: the mean norm of what passes there, over some images of the study. */
  double residualNorm(HookPoint site);

  /** The same question in names that need no study, and the command line that asks it. */
  CommandText command(CommandRequest request);

  /** Questions worth asking this model, the default first. */
  List<String> prompts();

  @Override
  void close();

  /** Loads the networks of a study. */
  @FunctionalInterface
  interface Opener {
    /**
     * @param arithmetic wanted; {@link StudyEngine#arithmetic} says what it came to
     * @throws dev.facet.core.FacetException when model or SAE is missing, damaged, or not the one
     *     that the study was made with
     */
    StudyEngine open(Study study, Arithmetic arithmetic);
  }
}
