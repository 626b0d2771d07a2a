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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The networks of a study: the model that it was made with, its SAE, the encoder beside it. */
final class StudyNetworks implements StudyEngine {

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
  private final Map<String, Path> captioners = new LinkedHashMap<>();
  private final Map<HookPoint, Double> norms = new HashMap<>();
  private String chosen;
  private LoadedModel model;
  private volatile boolean closed;

  private StudyNetworks(Study study, LoadedModel model, FacetFolders folders) {
    this.study = study;
    this.model = model;
    this.site = study.site();
    this.folders = folders;
    for (Path folder : Encoders.captioners(study.modelFolder())) {
      captioners.put(String.valueOf(folder.getFileName()), folder);
    }
    this.chosen = captioners.keySet().iterator().next();
  }

  /**
   * Loads them.
   *
   * @throws FacetException when model or SAE is missing, damaged, or another than the study's
   */
  static StudyNetworks open(Study study, FacetFolders folders, Arithmetic arithmetic) {
    return new StudyNetworks(
        study, LoadedModel.ofStudy(study, study.modelFolder(), arithmetic), folders);
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
    return model.caption(spec, text, cancellation);
  }

  @Override
  public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    return model.sweep(spec, each, cancellation);
  }

  @Override
  public String steerability(
      SteerabilityRequest request, Progress progress, Cancellation cancellation) {
    Cancellation whileOpen = () -> cancellation.isCancelled() || closed;
    SteerabilitySpec spec =
        new SteerabilitySpec(
            site,
            request.mode(),
            request.strengths().isEmpty()
                ? List.of(DefaultStrengths.STRONG_IN_R * model.residualNorm(site, List.of("white")))
                : request.strengths(),
            pictures(request.images()),
            prompts().getFirst(),
            null,
            request.latents().isEmpty()
                ? IntStream.range(0, model.latents()).boxed().toList()
                : request.latents(),
            false);
    String fingerprint = study.manifest().provenance().modelFingerprint();
    SteerabilityResult result =
        model.steerability(
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
    return model.dose(spec, cancellation);
  }

  @Override
  public List<AppliedNorm> applied(CaptionSpec spec) {
    return model.applied(spec);
  }

  @Override
  public String explain(ExplainRequest request, Progress progress, Cancellation cancellation) {
    // While explaining yields, a person may open another study: then this one's networks are gone.
    Cancellation whileOpen = () -> cancellation.isCancelled() || closed;
    String other = request.model();
    Path folder = other == null ? study.modelFolder() : Path.of(other);
    ExplainSpec spec =
        ExplainSpec.of(request.method(), Explaining.prompts(study, folder, folders))
            .withControl(request.control())
            .withLatents(request.latents())
            .withCoefficient(request.coefficient());
    boolean own = folder.toAbsolutePath().normalize().equals(captioners.get(chosen));
    LoadedModel explaining =
        own ? model : LoadedModel.ofStudy(study, folder, model.arithmetic().used());
    try (Explainer explainer = explaining.explainer(study)) {
      return Explaining.outcome(explainer.run(spec, progress, whileOpen));
    } finally {
      if (!own) {
        explaining.close();
      }
    }
  }

  @Override
  public FiringPage firing(FiringRequest request) {
    List<String> labels = study.features().labels();
    return new FiringPage(
        study.manifest().gridWidth(),
        study.manifest().gridHeight(),
        model.firing(request.address(), site, request.patches(), request.limit(), labels::get));
  }

  @Override
  public float[] textEmbedding(String text) {
    return model.meaning().text(text);
  }

  @Override
  public float[] imageEmbedding(String address, List<Integer> patches) {
    return model.meaning().image(model.image(address), patches);
  }

  @Override
  public float[] largestCodes(String address, List<Integer> patches) {
    return model.largestCodes(address, site, patches);
  }

  @Override
  public float[] direction(int latent) {
    return model.direction(latent);
  }

  @Override
  public void useResidualNorm(double norm) {
    model.useResidualNorm(site, norm);
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return model.arithmetic();
  }

  @Override
  public SteeringOptions options() {
    return new SteeringOptions(
        chosen,
        List.copyOf(captioners.keySet()),
        model.steerableSites().stream().map(HookPoint::name).toList());
  }

  @Override
  public void choose(String name) {
    Path folder = captioner(name);
    if (!name.equals(chosen)) {
      Arithmetic arithmetic = model.arithmetic().used();
      // First out, then in: two large models need not fit.
      model.close();
      try {
        model = LoadedModel.ofStudy(study, folder, arithmetic);
        chosen = name;
        norms.clear();
      } catch (RuntimeException | Error e) {
        Path before = Objects.requireNonNull(captioners.get(chosen));
        model = LoadedModel.ofStudy(study, before, arithmetic);
        throw e;
      }
    }
  }

  private Path captioner(String name) {
    Path folder = captioners.get(name);
    if (folder == null) {
      throw FacetException.notFound(
          "There is no model "
              + name
              + " for this study; expected one of "
              + String.join(", ", captioners.keySet()));
    }
    return folder;
  }

  @Override
  public String modelFingerprint() {
    return model.fingerprint();
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
          double norm = model.residualNorm(unknown, someImages(), prompts().getFirst());
          model.useResidualNorm(unknown, norm);
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
    Path folder = captioner(request.model());
    CaptionSpec standalone =
        CaptionCommandLine.standalone(
            request.spec(),
            study.saeFolder(),
            address ->
                address.startsWith(CORPUS)
                    ? file(study, address.substring(CORPUS.length())).toString()
                    : address);
    Arithmetic used = model.arithmetic().used();
    return new CommandText(
        CaptionCommandLine.of(standalone, folder, used),
        folder.toString(),
        standalone,
        used.word());
  }

  @Override
  public List<String> prompts() {
    return folders.isDemo(study.modelFolder())
        ? Stream.of(QuestionKind.values()).flatMap(kind -> kind.prompts().stream()).toList()
        : GENERAL_PROMPTS;
  }

  @Override
  public void close() {
    closed = true;
    model.close();
  }
}
