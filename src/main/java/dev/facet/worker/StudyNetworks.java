package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.demo.QuestionKind;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The networks of a study: the model that it was made with, its SAE, the encoder beside it. */
final class StudyNetworks implements StudyEngine {

  /** Questions that most captioning models understand. */
  private static final List<String> GENERAL_PROMPTS =
      List.of(
          "Describe this image in one sentence.",
          "What is the main concept in this image?",
          "What is in the background?");

  private final Study study;
  private final LoadedModel model;
  private final HookPoint site;
  private final boolean demo;

  private StudyNetworks(Study study, LoadedModel model, HookPoint site, boolean demo) {
    this.study = study;
    this.model = model;
    this.site = site;
    this.demo = demo;
  }

  /**
   * Loads them.
   *
   * @throws FacetException when model or SAE is missing, damaged, or another than the study's
   */
  static StudyNetworks open(Study study, FacetFolders folders, Arithmetic arithmetic) {
    StudyManifest manifest = study.manifest();
    LoadedModel model =
        LoadedModel.open(
            study.modelFolder(),
            study.saeFolder(),
            "the words of the study",
            study.vocabulary(),
            id -> image(study, id),
            manifest.provenance(),
            arithmetic);
    try {
      model.require(manifest.provenance(), "The study " + study.folder());
      HookPoint site =
          HookPoint.parse(
              Objects.requireNonNullElse(manifest.provenance().site(), ""), HookPoint.Tower.VISION);
      CorpusFigures figures = manifest.shown();
      if (figures != null) {
        model.useResidualNorm(site, figures.residualNorm());
      }
      return new StudyNetworks(study, model, site, folders.isDemo(study.modelFolder()));
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static RgbImage image(Study study, String id) {
    try {
      return ImageReader.read(study.images().file(Long.parseLong(id)));
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
  public List<String> models() {
    return List.of(study.manifest().provenance().model());
  }

  @Override
  public List<String> prompts() {
    return demo
        ? Stream.of(QuestionKind.values()).flatMap(kind -> kind.prompts().stream()).toList()
        : GENERAL_PROMPTS;
  }

  @Override
  public void close() {
    model.close();
  }
}
