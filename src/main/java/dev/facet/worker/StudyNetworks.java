package dev.facet.worker;

import dev.facet.core.AppliedNorm;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.demo.QuestionKind;
import dev.facet.explain.ExplainSpec;
import dev.facet.explain.Explainer;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.model.ModelFolder;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks of a study: the tower that it was made with, its SAE, the encoder of images and
 * texts, and the language model that answers. A study of an encoder alone has none until one with
 * the same tower is attached; only what needs one is refused then.
 */
final class StudyNetworks implements StudyEngine {
  private static final Logger LOG = LoggerFactory.getLogger(StudyNetworks.class);

  /** Questions that most captioning models understand. */
  private static final List<String> GENERAL_PROMPTS =
      List.of(
          "Describe this image in one sentence.",
          "What is the main concept in this image?",
          "What is in the background?");

  private static final String CORPUS = "corpus:";

  /** Images of the study over which R is measured at other sites than the SAE's. */
  private static final int NORM_IMAGES = 8;

  private final Study study;
  private final HookPoint site;
  private final FacetFolders folders;
  private final Captioners captioners;
  private final Map<HookPoint, Double> norms = new HashMap<>();

  /** Of a study of an encoder alone: what it was made with. Else the model's own is used. */
  private final @Nullable LoadedTower encoder;

  private @Nullable String chosen;
  private @Nullable LoadedModel model;
  private String trouble = "";
  private volatile boolean closed;

  private StudyNetworks(Study study, FacetFolders folders, Arithmetic arithmetic) {
    this.study = study;
    this.site = study.site();
    this.folders = folders;
    this.captioners = new Captioners(study);
    this.chosen = captioners.first();
    if (!ModelFolder.isEncoder(study.modelFolder())) {
      this.encoder = null;
      this.model = LoadedModel.ofStudy(study, study.modelFolder(), arithmetic);
      return;
    }
    this.encoder = LoadedTower.ofStudy(study, arithmetic);
    if (chosen != null) {
      try {
        this.model = load(chosen, arithmetic);
      } catch (FacetException e) {
        // What needs no language model is worth having all the same.
        LOG.warn("{} does not answer: {}", chosen, e.getMessage());
        trouble = "The language model " + chosen + " could not be loaded: " + e.getMessage();
        chosen = null;
      } catch (RuntimeException | Error e) {
        encoder.close();
        throw e;
      }
    }
  }

  /**
   * Loads them.
   *
   * @throws FacetException when model or SAE is missing, damaged, or another than the study's
   */
  static StudyNetworks open(Study study, FacetFolders folders, Arithmetic arithmetic) {
    return new StudyNetworks(study, folders, arithmetic);
  }

  private LoadedModel load(String name, Arithmetic arithmetic) {
    Path folder = captioners.folder(name);
    return encoder == null
        ? LoadedModel.ofStudy(study, folder, arithmetic)
        : LoadedModel.behind(encoder, study, folder, arithmetic);
  }

  /** What sees. */
  private LoadedTower tower() {
    return encoder != null ? encoder : model().tower();
  }

  /** What answers. */
  private LoadedModel model() {
    LoadedModel answering = model;
    if (answering == null) {
      throw FacetException.notFound(noLanguageModel(study));
    }
    return answering;
  }

  /** Why a study of an encoder alone writes no captions, and what helps. */
  static String noLanguageModel(Study study) {
    return "The study "
        + study.folder()
        + " was made with "
        + study.manifest().provenance().model()
        + ", an encoder that writes no text; choose a language model whose vision tower is the same ("
        + study.manifest().provenance().tower()
        + ")";
  }

  /** The picture of {@code corpus:ID}. */
  static RgbImage image(Study study, String id) {
    return ImageReader.read(file(study, id));
  }

  private static Path file(Study study, String id) {
    try {
      return study.images().file(Long.parseLong(id));
    } catch (NumberFormatException e) {
      throw FacetException.badInput(
          "'corpus:" + id + "' must name an image's number, such as corpus:17", e);
    }
  }

  @Override
  public CaptionResult caption(CaptionSpec spec, Consumer<String> text, Cancellation cancellation) {
    return model().engine().caption(spec, text, cancellation);
  }

  @Override
  public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    return model().engine().sweep(spec, each, cancellation);
  }

  @Override
  public String steerability(
      SteerabilityRequest request, Progress progress, Cancellation cancellation) {
    Cancellation whileOpen = () -> cancellation.isCancelled() || closed;
    LoadedModel measuring = model();
    SteerabilitySpec spec =
        new SteerabilitySpec(
            site,
            request.mode(),
            request.strengths().isEmpty()
                ? List.of(
                    DefaultStrengths.STRONG_IN_R * tower().residualNorm(site, List.of("white")))
                : request.strengths(),
            pictures(request.images()),
            prompts().getFirst(),
            null,
            request.latents().isEmpty()
                ? IntStream.range(0, measuring.latents()).boxed().toList()
                : request.latents(),
            false);
    String fingerprint = study.manifest().provenance().modelFingerprint();
    SteerabilityResult result =
        measuring
            .engine()
            .steerability(
                spec,
                study.steerability().known(spec, fingerprint),
                batch -> study.steerability().put(spec, fingerprint, batch),
                progress,
                whileOpen);
    return String.format(
        Locale.ROOT,
        "%.1f %% of %d latents are steerable (S > %.2f), over %d words",
        100 * result.steerableShare(),
        result.units().size(),
        SteerabilityResult.STEERABLE,
        result.coverage());
  }

  /** Evenly spaced pictures of the study that could be read, or the white one. */
  private List<String> pictures(int wanted) {
    if (wanted < 1) {
      return List.of("white");
    }
    List<Long> all = study.images().readable();
    int kept = Math.min(wanted, all.size());
    return IntStream.range(0, kept)
        .mapToObj(i -> "corpus:" + all.get((int) ((long) i * all.size() / kept)))
        .toList();
  }

  @Override
  public DoseResult dose(DoseSpec spec, Cancellation cancellation) {
    return model().engine().dose(spec, cancellation);
  }

  @Override
  public List<AppliedNorm> applied(CaptionSpec spec) {
    return model().engine().applied(spec);
  }

  @Override
  public String explain(ExplainRequest request, Progress progress, Cancellation cancellation) {
    // While explaining yields, a person may open another study: then this one's networks are gone.
    Cancellation whileOpen = () -> cancellation.isCancelled() || closed;
    String other = request.model();
    Path folder = other == null ? captioners.folder(answering()) : Path.of(other);
    ExplainSpec spec =
        ExplainSpec.of(request.method(), Explaining.prompts(study, folder, folders))
            .withControl(request.control())
            .withLatents(request.latents())
            .withCoefficient(request.coefficient());
    boolean own =
        chosen != null && folder.toAbsolutePath().normalize().equals(captioners.folder(chosen));
    LoadedModel explaining = own ? model() : other(folder);
    try (Explainer explainer = explaining.explainer(study)) {
      return Explaining.outcome(explainer.run(spec, progress, whileOpen));
    } finally {
      if (!own) {
        explaining.close();
      }
    }
  }

  private LoadedModel other(Path folder) {
    Arithmetic used = arithmetic().used();
    return encoder == null
        ? LoadedModel.ofStudy(study, folder, used)
        : LoadedModel.behind(encoder, study, folder, used);
  }

  /** The name of what answers. */
  private String answering() {
    String name = chosen;
    if (name == null) {
      throw FacetException.notFound(noLanguageModel(study));
    }
    return name;
  }

  @Override
  public FiringPage firing(FiringRequest request) {
    List<String> labels = study.features().labels();
    return new FiringPage(
        study.manifest().gridWidth(),
        study.manifest().gridHeight(),
        tower().firing(request.address(), site, request.patches(), request.limit(), labels::get));
  }

  @Override
  public float[] textEmbedding(String text) {
    return tower().meaning().text(text);
  }

  @Override
  public float[] imageEmbedding(String address, List<Integer> patches) {
    return tower().meaning().image(tower().image(address), patches);
  }

  @Override
  public float[] largestCodes(String address, List<Integer> patches) {
    return tower().largestCodes(address, site, patches);
  }

  @Override
  public float[] direction(int latent) {
    return tower().direction(latent);
  }

  @Override
  public void useResidualNorm(double norm) {
    useNorm(site, norm);
  }

  private void useNorm(HookPoint at, double norm) {
    if (model != null) {
      model.useResidualNorm(at, norm);
    } else {
      tower().useResidualNorm(at, norm);
    }
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return tower().arithmetic();
  }

  @Override
  public SteeringOptions options() {
    List<HookPoint> sites = model == null ? List.of() : model.engine().sites();
    return new SteeringOptions(
        chosen == null ? "" : chosen,
        captioners.names(),
        sites.stream().map(HookPoint::name).toList());
  }

  @Override
  public void choose(String name) {
    Path folder = captioners.folder(name);
    if (!name.equals(chosen)) {
      captioners.check(folder);
      replace(name);
    }
    captioners.remember(name);
  }

  @Override
  public void attach(Path folder) {
    captioners.check(folder);
    String name = captioners.put(folder);
    if (!name.equals(chosen)) {
      replace(name);
    }
    captioners.remember(name);
  }

  private void replace(String name) {
    Arithmetic arithmetic = arithmetic().used();
    // First out, then in: two large models need not fit.
    String before = chosen;
    if (model != null) {
      model.close();
      model = null;
    }
    try {
      model = load(name, arithmetic);
      chosen = name;
      trouble = "";
      norms.clear();
    } catch (RuntimeException | Error e) {
      model = before == null ? null : load(before, arithmetic);
      throw e;
    }
  }

  @Override
  public String trouble() {
    return model == null || model.rounded().isEmpty()
        ? trouble
        : StudyTower.note(answering(), model.rounded().get());
  }

  @Override
  public String modelFingerprint() {
    return model != null ? model.fingerprint() : tower().model().fingerprint();
  }

  @Override
  public double residualNorm(HookPoint at) {
    CorpusFigures figures = study.manifest().shown();
    if (at.equals(site) && figures != null) {
      return figures.residualNorm();
    }
    return norms.computeIfAbsent(
        at,
        unknown -> {
          double norm =
              unknown.tower() == HookPoint.Tower.VISION
                  ? tower().residualNorm(unknown, someImages())
                  : model().residualNorm(unknown, someImages(), prompts().getFirst());
          useNorm(unknown, norm);
          return norm;
        });
  }

  private List<String> someImages() {
    List<String> addresses =
        study.images().page("", 0, NORM_IMAGES).rows().stream()
            .map(image -> CORPUS + image.id())
            .toList();
    return addresses.isEmpty() ? List.of("white") : addresses;
  }

  @Override
  public CommandText command(CommandRequest request) {
    Path folder = captioners.folder(request.model());
    CaptionSpec standalone =
        CaptionCommandLine.standalone(
            request.spec(),
            study.saeFolder(),
            address ->
                address.startsWith(CORPUS)
                    ? file(study, address.substring(CORPUS.length())).toString()
                    : address);
    Arithmetic used = arithmetic().used();
    return new CommandText(
        CaptionCommandLine.of(standalone, folder, used),
        folder.toString(),
        standalone,
        used.word());
  }

  @Override
  public List<String> prompts() {
    return folders.isDemo(chosen == null ? study.modelFolder() : captioners.folder(chosen))
        ? Stream.of(QuestionKind.values()).flatMap(kind -> kind.prompts().stream()).toList()
        : GENERAL_PROMPTS;
  }

  @Override
  public void close() {
    closed = true;
    if (model != null) {
      model.close();
    }
    if (encoder != null) {
      encoder.close();
    }
  }
}
