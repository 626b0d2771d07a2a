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
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.demo.QuestionKind;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.steering.EffectMeter;
import dev.facet.steering.SteeringEngine;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The networks of a study: the tower that it was made with, its SAE, the encoder of images and
 * texts, and the language model that answers. A study of an encoder alone has none until one with
 * the same tower is attached; only what needs one is refused then.
 */
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
  private final StudyModels models;
  private final LatentRuns runs;
  private final Map<HookPoint, Double> norms = new HashMap<>();
  private volatile boolean closed;

  private StudyNetworks(Study study, FacetFolders folders, StudyModels models) {
    this.study = study;
    this.site = study.site();
    this.folders = folders;
    this.models = models;
    this.runs = new LatentRuns(study, models, folders);
  }

  /**
   * Loads them.
   *
   * @throws FacetException when model or SAE is missing, damaged, or another than the study's
   */
  static StudyNetworks open(Study study, FacetFolders folders, Arithmetic arithmetic) {
    return new StudyNetworks(study, folders, new StudyModels(study, arithmetic));
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
    return engine(spec).caption(spec, text, cancellation);
  }

  @Override
  public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    List<Intervention> edits = spec.edits(spec.intervention().strength());
    models.present().ifPresent(model -> model.requirePainted(edits, spec.images()));
    return models.measuring().sweep(spec, each, cancellation);
  }

  private SteeringEngine engine(CaptionSpec spec) {
    LoadedModel model = models.answering();
    model.requirePainted(spec.interventions(), spec.images());
    return model.engine();
  }

  @Override
  public String steerability(
      SteerabilityRequest request, Progress progress, Cancellation cancellation) {
    return runs.steerability(request, prompts().getFirst(), progress, whileOpen(cancellation));
  }

  /** While a job yields, a person may open another study: then this one's networks are gone. */
  private Cancellation whileOpen(Cancellation cancellation) {
    return () -> cancellation.isCancelled() || closed;
  }

  @Override
  public DoseResult dose(DoseSpec spec, Cancellation cancellation) {
    return engine(spec.caption()).dose(spec, cancellation);
  }

  @Override
  public List<AppliedNorm> applied(CaptionSpec spec) {
    return engine(spec).applied(spec);
  }

  @Override
  public String explain(ExplainRequest request, Progress progress, Cancellation cancellation) {
    return runs.explain(request, progress, whileOpen(cancellation));
  }

  @Override
  public FiringPage firing(FiringRequest request) {
    List<String> labels = study.features().labels();
    return new FiringPage(
        study.manifest().gridWidth(),
        study.manifest().gridHeight(),
        models
            .tower()
            .firing(request.address(), site, request.patches(), request.limit(), labels::get));
  }

  @Override
  public float[] textEmbedding(String text) {
    return models.tower().meaning().text(text);
  }

  @Override
  public float[] imageEmbedding(String address, List<Integer> patches) {
    return models.tower().meaning().image(models.tower().image(address), patches);
  }

  @Override
  public float[] largestCodes(String address, List<Integer> patches) {
    return models.tower().largestCodes(address, site, patches);
  }

  @Override
  public float[] direction(int latent) {
    return models.tower().direction(latent);
  }

  @Override
  public void useResidualNorm(double norm) {
    useNorm(site, norm);
  }

  private void useNorm(HookPoint at, double norm) {
    models.tower().useResidualNorm(at, norm);
    models.present().ifPresent(model -> model.engine().useResidualNorm(at, norm));
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return models.tower().arithmetic();
  }

  @Override
  public SteeringOptions options() {
    List<HookPoint> sites = models.meter().map(EffectMeter::sites).orElse(List.of());
    return new SteeringOptions(
        models.name(), models.names(), sites.stream().map(HookPoint::name).toList());
  }

  @Override
  public boolean measures() {
    return models.meter().isPresent();
  }

  @Override
  public void choose(String name) {
    models.choose(name);
    norms.clear();
  }

  @Override
  public void attach(Path folder) {
    models.attach(folder);
    norms.clear();
  }

  @Override
  public String trouble() {
    return models.trouble();
  }

  @Override
  public String modelFingerprint() {
    return models
        .present()
        .map(LoadedModel::fingerprint)
        .orElseGet(() -> models.tower().model().fingerprint());
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
                  ? models.tower().residualNorm(unknown, someImages())
                  : models.answering().residualNorm(unknown, someImages(), prompts().getFirst());
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
    Path folder = models.folder(request.model());
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
    return folders.isDemo(models.folder())
        ? Stream.of(QuestionKind.values()).flatMap(kind -> kind.prompts().stream()).toList()
        : GENERAL_PROMPTS;
  }

  @Override
  public void close() {
    closed = true;
    models.close();
  }
}
