package dev.facet.steering;

import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.AppliedNorm;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.core.UnitSteerability;
import dev.facet.image.BlankImages;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.NdScope;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Captions under interventions. Confined to the thread that opened the model.
 *
 * <p>Four caches make a slider live, each giving the same tokens as without it: what lies below the
 * edit, per image; keys and values of the text in front of the images; all strengths of a sweep as
 * one batch; and the answer to the same question at another strength as a draft of the next one. A
 * request with {@code caches = false} uses none.
 */
public final class SteeringEngine implements EffectMeter {

  private final SteeringSetup setup;
  private final VisionLanguageModel model;
  private final ImageAddresses addresses;
  private final Directions directions;
  private final SteerableSites sites;
  private final Pipeline pipeline;
  private final SaeCheck saeCheck;
  private final Captioner captioner;
  private final DivergenceMeter divergence;
  private final @Nullable ConceptMeter meter;
  private final Readouts readouts;
  private final Questions questions;
  private final AnswerMemory answers = new AnswerMemory();
  private final PatchActivations patches;
  private final Controls controls;

  public SteeringEngine(SteeringSetup setup) {
    this.setup = setup;
    this.model = setup.model();
    this.addresses = new ImageAddresses(setup.corpus(), model.nativeSize());
    VectorStore vectors = new VectorStore(setup.vectors());
    this.directions =
        new Directions(
            model.manager(),
            setup.sae(),
            new ImageMeans(
                model.fingerprint() + " " + model.arithmetic().used().word(),
                model,
                ImageTokens.of(model),
                addresses,
                vectors));
    this.sites = SteerableSites.of(model);
    this.questions = new Questions(model, addresses);
    this.patches = new PatchActivations(model, ImageTokens.of(model), addresses);
    this.controls = new Controls(model, directions);
    this.saeCheck = new SaeCheck(directions);
    this.pipeline = new Pipeline(model);
    this.captioner = new Captioner(model);
    this.divergence = new DivergenceMeter(model, pipeline);
    this.meter = setup.encoder() == null ? null : new ConceptMeter(setup.encoder(), vectors);
    this.readouts = new Readouts(setup, meter);
  }

  /**
   * One caption.
   *
   * @param text told the caption so far, whole, after every token that changed it
   * @param cancellation asked between tokens
   * @throws FacetException when an image, a site, a direction or an SAE is not what it must be
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public CaptionResult caption(CaptionSpec spec, Consumer<String> text, Cancellation cancellation) {
    try {
      return new AnswerRun(this, spec, text, cancellation).run();
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  /** A blank image has nothing to explain, so no SAE is judged by one. */
  void check(List<Intervention> interventions, List<String> images, Question question) {
    if (BlankImages.isBlank(images.getFirst())) {
      return;
    }
    saeCheck.look(
        interventions,
        site -> {
          model.vision().require(site);
          return patches.of(question.images().getFirst(), site);
        });
  }

  /** Divergence of answers that a prefill led to, one row each. */
  List<List<Double>> divergence(
      Question question,
      Edits edits,
      Prefill prefill,
      List<CaptionResult> answers,
      boolean caches) {
    return divergence.measure(
        question,
        prefill,
        edits.decoding(),
        answers.stream().map(CaptionResult::tokens).toList(),
        caches);
  }

  /**
   * Greedy answers to one question about several rows of images, in as few passes as their layout
   * allows. Rows that show the same images share what lies below the first edit.
   *
   * @param rows whose interventions differ in strength, direction and mask alone
   * @param cancellation asked between tokens
   * @return one a row, in their order
   * @throws FacetException when a site, a direction or a mask is not what it must be
   */
  public List<RowCaption> captions(
      String prompt, List<CaptionRow> rows, int maxTokens, Cancellation cancellation) {
    try {
      return new BatchRun(this, prompt, maxTokens, cancellation).run(rows);
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  /**
   * Patches of an image as this model's processor cuts it, tile by tile.
   *
   * @return [tiles]
   */
  public List<Integer> patches(RgbImage image) {
    PixelValues pixels = model.pixels(image);
    return Collections.nCopies(pixels.tiles(), model.vision(List.of(pixels)).grid().patches());
  }

  /** The picture behind an address. */
  public RgbImage image(String address) {
    return addresses.read(address);
  }

  /**
   * Captions and steerability over strengths, as one batch. Strength 0 is always among them. Where
   * the edit is in the vision tower and the setup has an encoder and words, steerability is that of
   * the image embedding (Joseph et al.); elsewhere the same figures are taken over the language
   * model's first answer token, and {@link SweepResult#vocabularyName} says so.
   */
  @Override
  public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    Question question = questions.of(spec.images(), spec.prompt(), true);
    ConceptMeter.Vocabulary words = readouts.words(spec.intervention().site(), spec.vocabulary());
    check(List.of(spec.intervention()), spec.images(), question);
    try (NdScope scope = new NdScope()) {
      List<SweepPoint> points = new SweepRun(this, spec, question, words, cancellation).run(each);
      double norm = residualNorm(spec.intervention().site(), spec.images());
      return new SweepResult(
          spec,
          norm,
          points,
          words == null ? SweepRun.FIRST_TOKEN : words.name(),
          provenance(spec.intervention().site()));
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  /**
   * Finds the strength at which the first intervention has a given effect.
   *
   * @param cancellation asked between tokens
   */
  public DoseResult dose(DoseSpec spec, Cancellation cancellation) {
    return new DoseRun(this, spec, cancellation).run();
  }

  /**
   * Norm of what an intervention adds to a token, in units of R, the mean residual norm at its
   * site: strength times the direction's norm. For the clamps that of a token whose code was 0.
   *
   * @param images addresses that R is measured on where no corpus has said it
   */
  public double inR(Intervention intervention, List<String> images) {
    return intervention.strength()
        * controls.norm(intervention)
        / residualNorm(intervention.site(), images);
  }

  /** What each intervention of a question changes where it is applied. */
  public List<AppliedNorm> applied(CaptionSpec spec) {
    return new AppliedNorms(this, spec).all();
  }

  /**
   * Steerability of many latents. Where the site is in the vision tower and the setup has an
   * encoder and words, it is that of the image embedding; else that of the first answer token, and
   * {@link SteerabilityResult#vocabularyName} says so.
   */
  @Override
  public SteerabilityResult steerability(
      SteerabilitySpec spec,
      Map<Integer, UnitSteerability> known,
      Consumer<List<UnitSteerability>> each,
      Progress progress,
      Cancellation cancellation) {
    ConceptMeter.Vocabulary words = readouts.words(spec.site(), spec.vocabulary());
    if (spec.labels() && words == null) {
      throw FacetException.badInput(
          "Disentanglement is measured beside the image embedding: it needs a site of the vision tower, and an encoder with"
              + " a text tower beside the model; "
              + spec.site()
              + " of "
              + model.info().name()
              + " has none");
    }
    try (NdScope scope = new NdScope()) {
      // What does not exist is refused before anything is computed.
      edits(List.of(List.of(spec.edit(spec.units().getLast(), spec.strengths().getLast()))));
      Readout readout = readouts.of(this, spec, words);
      List<UnitSteerability> units =
          SteerabilityRun.all(spec, readout, known, each, progress, cancellation);
      return SteerabilityResult.of(
          spec,
          residualNorm(spec.site(), spec.images().subList(0, 1)),
          readout.name(),
          readout.words().size(),
          units,
          provenance(spec.site()));
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  VisionLanguageModel model() {
    return model;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Questions questions() {
    return questions;
  }

  AnswerMemory answers() {
    return answers;
  }

  Captioner captioner() {
    return captioner;
  }

  @Nullable ConceptMeter meter() {
    return meter;
  }

  Edits edits(List<List<Intervention>> rows) {
    return Edits.of(rows, directions, sites);
  }

  Transcript transcript(int maxTokens, Consumer<String> text, long started) {
    return new Transcript(model.tokenizer(), model.endTokens(), maxTokens, text, started);
  }

  Transcript silent(int maxTokens) {
    return transcript(maxTokens, text -> {}, System.nanoTime());
  }

  @Override
  public Provenance provenance(@Nullable HookPoint site) {
    return setup.provenance().at(site);
  }

  @Override
  public List<HookPoint> sites() {
    return SteerableSites.all(model);
  }

  /** Sets R of a site, measured elsewhere: over the study's corpus, say. */
  public void useResidualNorm(HookPoint site, double norm) {
    patches.useNorm(site, norm);
  }

  @Override
  public double residualNorm(HookPoint site, List<String> images) {
    return patches.norm(site, images);
  }

  /**
   * Activations of one run, edits included.
   *
   * @param images addresses
   * @param prompt asked about all the images together, or null where no language site is wanted
   * @param wanted sites, of the vision tower, the projector or the language model
   * @param interventions edits, empty for none
   * @return by canonical site [images or tiles, T, D], a pooled site [images, D]; also {@code
   *     pixel_values}, and with a prompt {@code input_ids} [1, T] and {@code logits} [V] of the
   *     last position
   * @throws FacetException when the model lacks a site
   */
  public Map<String, FloatTensor> tap(
      List<String> images,
      @Nullable String prompt,
      List<HookPoint> wanted,
      List<Intervention> interventions) {
    Question question = questions.of(images, prompt == null ? "" : prompt, false);
    try (NdScope scope = new NdScope()) {
      return new TapRun(model, question, edits(List.of(interventions))).run(wanted, prompt != null);
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  /** The control of equal norm: a Gaussian direction instead of the given one, added. */
  public Intervention randomControl(Intervention intervention, long seed) {
    return controls.random(intervention, seed);
  }

  /** Norm of what one unit of strength adds. */
  public double norm(Intervention intervention) {
    return controls.norm(intervention);
  }

  /** Memory that the caches hold, bytes. */
  public long cacheBytes() {
    return pipeline.bytes();
  }

  @Override
  public void close() {
    pipeline.close();
    directions.close();
  }
}
