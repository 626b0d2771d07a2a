package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.MeanDifference;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.Sampling;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.core.UnitSteerability;
import dev.facet.image.BlankImages;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.model.Hooks;
import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Captions under interventions. Confined to the thread that opened the model.
 *
 * <p>Four caches make a slider live, each giving the same tokens as without it: what lies below the
 * edit, per image; keys and values of the text in front of the images; all strengths of a sweep as
 * one batch; and the answer to the same question at another strength as a draft of the next one. A
 * request with {@code caches = false} uses none.
 */
public final class SteeringEngine implements AutoCloseable {

  private static final int KEPT_ANSWERS = 1024;
  private static final int KEPT_QUESTIONS = 64;

  /** Rows of one batch of a sweep. */
  private static final int BATCH = 16;

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
  private final Map<String, Question> questions = recent(KEPT_QUESTIONS);
  private final Map<AnswerKey, CaptionResult> answers = recent(KEPT_ANSWERS);
  private final Map<String, List<Integer>> lastAnswers = recent(KEPT_ANSWERS);
  private final Map<HookPoint, Double> norms = new HashMap<>();

  private record AnswerKey(
      String question, List<Intervention> interventions, int maxTokens, Sampling sampling) {}

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
                ImageTokens.of(model),
                addresses,
                vectors));
    this.sites = SteerableSites.of(model);
    this.saeCheck = new SaeCheck(directions);
    this.pipeline = new Pipeline(model);
    this.captioner = new Captioner(model);
    this.divergence = new DivergenceMeter(model, pipeline);
    this.meter = setup.encoder() == null ? null : new ConceptMeter(setup.encoder(), vectors);
  }

  private static <K, V> Map<K, V> recent(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
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
    long started = System.nanoTime();
    Question question = question(spec.images(), spec.prompt(), spec.caches());
    AnswerKey key =
        new AnswerKey(question.key(), spec.interventions(), spec.maxTokens(), spec.sampling());
    CaptionResult known = spec.caches() ? answers.get(key) : null;
    if (known != null && !(spec.kl() && known.kl().isEmpty())) {
      text.accept(known.text());
      double ms = (System.nanoTime() - started) / 1e6;
      return new CaptionResult(
          known.text(), known.tokens(), known.meanLogProb(), ms, ms, known.kl(), true);
    }
    check(spec.interventions(), spec.images(), question);
    try (NdScope scope = new NdScope()) {
      Edits edits = edits(List.of(spec.interventions()));
      int budget = budget(question, spec.maxTokens());
      Transcript transcript = transcript(budget, text, started);
      Prefill prefill = answer(question, edits, spec, budget, transcript, cancellation);
      CaptionResult result = transcript.result();
      if (spec.kl()) {
        result =
            edits.isEmpty()
                ? result.withKl(DivergenceMeter.none(result.tokens().size()))
                : result.withKl(
                    divergence(question, edits, prefill, List.of(result), spec.caches())
                        .getFirst());
      }
      if (spec.caches()) {
        answers.put(key, result);
        lastAnswers.put(question.key(), result.tokens());
      }
      return result;
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  /** A blank image has nothing to explain, so no SAE is judged by one. */
  private void check(List<Intervention> interventions, List<String> images, Question question) {
    if (BlankImages.isBlank(images.getFirst())) {
      return;
    }
    saeCheck.look(
        interventions,
        site -> {
          model.vision().require(site);
          return patches(question.images().getFirst(), site);
        });
  }

  /** How many tokens an answer may have: a prompt leaves what the context has beyond it. */
  int budget(Question question, int wanted) {
    int prompt = question.prompt().length();
    int context = model.language().context();
    if (prompt >= context) {
      throw FacetException.badInput(
          "The prompt has "
              + prompt
              + " tokens, images included; this language model was made for "
              + context
              + " tokens in all");
    }
    return Math.min(wanted, context - prompt);
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

  private Prefill answer(
      Question question,
      Edits edits,
      CaptionSpec spec,
      int budget,
      Transcript transcript,
      Cancellation cancellation) {
    Hooks decoding = edits.decoding();
    List<Integer> last = lastAnswers.get(question.key());
    if (!spec.sampling().greedy()) {
      Prefill prefill = pipeline.prefill(question, edits, new int[0], budget, spec.caches());
      captioner.sample(prefill, spec.sampling(), decoding, transcript, cancellation);
      return prefill;
    }
    Draft draft = spec.caches() && last != null ? Draft.of(last, model.endTokens()) : Draft.NONE;
    int[] guessed = draft.beginning(budget - 1);
    Prefill prefill = pipeline.prefill(question, edits, guessed, budget, spec.caches());
    captioner.greedy(prefill, draft, guessed, decoding, budget, transcript, cancellation);
    return prefill;
  }

  private Transcript transcript(int maxTokens, Consumer<String> text, long started) {
    return new Transcript(model.tokenizer(), model.endTokens(), maxTokens, text, started);
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

  /** The picture behind an address. */
  public RgbImage image(String address) {
    return addresses.read(address);
  }

  private Question question(List<String> images, String prompt, boolean caches) {
    String imagesKey = String.join("\n", images.stream().map(addresses::key).toList());
    String key = imagesKey + "\n\n" + prompt;
    Question known = caches ? questions.get(key) : null;
    if (known == null) {
      List<PixelValues> pixels = pixels(images, imagesKey, caches);
      known = new Question(imagesKey, key, pixels, prompt(prompt, pixels));
      if (caches) {
        questions.put(key, known);
      }
    }
    return known;
  }

  Prompt prompt(String question, List<PixelValues> images) {
    Prompt prompt = model.prompt(question, images);
    int largest = IntStream.of(prompt.ids()).max().orElse(0);
    if (largest >= model.language().vocabulary()) {
      throw FacetException.mismatch(
          "The tokenizer of "
              + model.info().name()
              + " writes token "
              + largest
              + "; its language model knows tokens below "
              + model.language().vocabulary());
    }
    return prompt;
  }

  private List<PixelValues> pixels(List<String> images, String imagesKey, boolean caches) {
    if (caches) {
      for (Question other : questions.values()) {
        if (other.imagesKey().equals(imagesKey)) {
          return other.images();
        }
      }
    }
    return images.stream().map(a -> model.pixels(addresses.read(a))).toList();
  }

  /**
   * Captions and steerability over strengths, as one batch. Strength 0 is always among them. Where
   * the edit is in the vision tower and the setup has an encoder and words, steerability is that of
   * the image embedding (Joseph et al.); elsewhere the same figures are taken over the language
   * model's first answer token, and {@link SweepResult#vocabularyName} says so.
   *
   * @param each told every point, in order of strength
   * @param cancellation asked between tokens
   */
  public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    Question question = question(List.of(spec.image()), spec.prompt(), true);
    ConceptMeter.Vocabulary words = words(spec.intervention().site(), spec.vocabulary());
    check(List.of(spec.intervention()), List.of(spec.image()), question);
    TreeSet<Double> strengths = new TreeSet<>(spec.strengths());
    strengths.add(0.0);
    List<SweepPoint> points = new ArrayList<>();
    try (NdScope scope = new NdScope()) {
      SweepRun run = new SweepRun(this, spec, question, words, cancellation);
      List<Double> all = List.copyOf(strengths);
      for (int at = 0; at < all.size(); at += BATCH) {
        for (SweepPoint point : run.points(all.subList(at, Math.min(all.size(), at + BATCH)))) {
          each.accept(point);
          points.add(point);
        }
      }
      double norm = residualNorm(spec.intervention().site(), List.of(spec.image()));
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
    return intervention.strength() * norm(intervention) / residualNorm(intervention.site(), images);
  }

  /**
   * Steerability of many latents. Where the site is in the vision tower and the setup has an
   * encoder and words, it is that of the image embedding; else that of the first answer token, and
   * {@link SteerabilityResult#vocabularyName} says so.
   *
   * @param known units that were measured by an earlier run of the same question
   * @param each told every micro-batch, so that it can be kept
   * @param cancellation asked between micro-batches
   */
  public SteerabilityResult steerability(
      SteerabilitySpec spec,
      Map<Integer, UnitSteerability> known,
      Consumer<List<UnitSteerability>> each,
      Progress progress,
      Cancellation cancellation) {
    Map<Integer, UnitSteerability> done = new TreeMap<>(known);
    List<Integer> left = spec.units().stream().filter(u -> !known.containsKey(u)).toList();
    ConceptMeter.Vocabulary words = words(spec.site(), spec.vocabulary());
    try (NdScope scope = new NdScope()) {
      // What does not exist is refused before anything is computed.
      edits(List.of(List.of(spec.edit(spec.units().getLast(), spec.strengths().getLast()))));
      Readout readout =
          words == null || meter == null
              ? new FirstTokenReadout(
                  this,
                  spec.images().stream()
                      .map(i -> question(List.of(i), spec.prompt(), true))
                      .toList())
              : new ConceptReadout(
                  this,
                  meter,
                  words,
                  spec.site(),
                  spec.images().stream().map(addresses::read).toList());
      if (!left.isEmpty()) {
        new SteerabilityRun(spec, readout)
            .run(
                left,
                batch -> {
                  batch.forEach(u -> done.put(u.unit(), u));
                  each.accept(batch);
                },
                progress,
                cancellation);
      }
      return SteerabilityResult.of(
          spec,
          residualNorm(spec.site(), spec.images().subList(0, 1)),
          readout.name(),
          readout.words().size(),
          spec.units().stream().map(done::get).toList(),
          provenance(spec.site()));
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  private ConceptMeter.@Nullable Vocabulary words(HookPoint site, @Nullable String vocabulary) {
    if (meter == null
        || site.tower() != Tower.VISION
        || (vocabulary == null && setup.vocabulary().isEmpty())) {
      return null;
    }
    return vocabulary != null
        ? meter.vocabulary(vocabulary, ConceptMeter.read(vocabulary))
        : meter.vocabulary(setup.vocabularyName(), setup.vocabulary());
  }

  VisionLanguageModel model() {
    return model;
  }

  Pipeline pipeline() {
    return pipeline;
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

  Transcript silent(int maxTokens) {
    return transcript(maxTokens, text -> {}, System.nanoTime());
  }

  /** Keeps a caption that a sweep has made, so that the slider has it at once. */
  void keep(Question question, List<Intervention> interventions, int maxTokens, CaptionResult r) {
    answers.put(new AnswerKey(question.key(), interventions, maxTokens, Sampling.GREEDY), r);
  }

  /** What results of this engine were made with. */
  public Provenance provenance(@Nullable HookPoint site) {
    Provenance p = setup.provenance();
    return new Provenance(
        p.model(),
        p.modelFingerprint(),
        p.tower(),
        p.sae(),
        p.saeFingerprint(),
        site == null ? null : site.name(),
        p.corpus(),
        p.corpusFingerprint(),
        p.arithmetic(),
        p.facetVersion());
  }

  /** Every place where the model can be edited, from the image to the answer. */
  public List<HookPoint> sites() {
    List<HookPoint> sites = new ArrayList<>();
    sites.add(new HookPoint(Tower.VISION, HookPoint.NO_LAYER, Site.EMBEDDINGS));
    layers(Tower.VISION, model.vision().layers(), sites);
    sites.add(HookPoint.projectorOut());
    sites.add(new HookPoint(Tower.LANGUAGE, HookPoint.NO_LAYER, Site.EMBEDDINGS));
    layers(Tower.LANGUAGE, model.language().layers(), sites);
    return List.copyOf(sites);
  }

  private static void layers(Tower tower, int layers, List<HookPoint> sites) {
    for (int layer = 0; layer < layers; layer++) {
      for (Site site : List.of(Site.IN, Site.MLP_IN, Site.MLP_OUT, Site.OUT)) {
        sites.add(new HookPoint(tower, layer, site));
      }
    }
  }

  /** Sets R of a site, measured elsewhere: over the study's corpus, say. */
  public void useResidualNorm(HookPoint site, double norm) {
    norms.put(site, norm);
  }

  /**
   * R, the mean norm of the activation of the tokens that stand for an image at a site: the value
   * set by {@link #useResidualNorm}, else measured over the images.
   */
  public double residualNorm(HookPoint site, List<String> images) {
    Double known = norms.get(site);
    if (known != null) {
      return known;
    }
    double sum = 0;
    long count = 0;
    for (String image : images) {
      try (NdScope scope = new NdScope()) {
        NDArray patches = patches(model.pixels(addresses.read(image)), site);
        NDArray norm = patches.square().sum(new int[] {-1}).sqrt();
        sum += norm.sum().toFloatArray()[0];
        count += norm.size();
      }
    }
    return sum / count;
  }

  /** Activations of the tokens that stand for an image at a site [tokens, D]. */
  private NDArray patches(PixelValues image, HookPoint site) {
    return ImageTokens.read(model, image, site, MeanDifference.Tokens.PATCHES);
  }

  /**
   * Codes of an image's patches.
   *
   * @param image address
   * @param site of the vision tower where the SAE reads
   */
  public PatchCodes codes(String image, HookPoint site, Sae sae) {
    try (NdScope scope = new NdScope()) {
      PixelValues pixels = model.pixels(addresses.read(image));
      NDArray codes = sae.encode(patches(pixels, site));
      return new PatchCodes(
          model.vision(List.of(pixels)).grid(), sae.info().latents(), codes.toFloatArray());
    }
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
    Question question = question(images, prompt == null ? "" : prompt, false);
    try (NdScope scope = new NdScope()) {
      return new TapRun(model, question, edits(List.of(interventions))).run(wanted, prompt != null);
    } finally {
      pipeline.trim(setup.cacheBytes());
    }
  }

  /** The control of equal norm: a Gaussian direction instead of the given one, added. */
  public Intervention randomControl(Intervention intervention, long seed) {
    double norm = norm(intervention);
    return new Intervention(
        intervention.site(),
        Mode.ADD,
        intervention.strength() * norm,
        Direction.random(seed),
        intervention.positions(),
        intervention.during());
  }

  /** The control of another latent: the list of latents turned by half its length. */
  public Intervention permutedControl(Intervention intervention) {
    Direction d = intervention.direction();
    Sae sae = directions.sae(d);
    int latents = sae.info().latents();
    int other =
        (Math.floorMod(d.latent() == null ? 0 : d.latent(), latents) + latents / 2) % latents;
    return intervention.withDirection(new Direction(d.sae(), other, null, null, null, null));
  }

  /** Norm of what one unit of strength adds. */
  public double norm(Intervention intervention) {
    HookPoint site = intervention.site();
    int width = site.tower() == Tower.VISION ? model.vision().width() : model.language().width();
    double square = 0;
    for (float x : directions.vector(intervention.direction(), width, site)) {
      square += (double) x * x;
    }
    return Math.sqrt(square);
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
