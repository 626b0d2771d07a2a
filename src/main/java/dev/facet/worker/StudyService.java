package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.protocol.StudyInfo;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The study that is open, with its networks. Opening and closing belong to the engine thread;
 * {@link #study()} answers on any.
 */
final class StudyService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StudyService.class);

  private final StudyEngine.Opener opener;
  private volatile @Nullable Opened opened;

  private record Opened(Study study, StudyEngine engine, StudyInfo info) {}

  StudyService(StudyEngine.Opener opener) {
    this.opener = opener;
  }

  /**
   * Opens a study in place of the one that is open; that one stays when this one cannot be opened.
   * Opening the study that is open again is free.
   *
   * @throws FacetException when it is not a study, not finished, held by another process, or its
   *     model or SAE is not what it was made with
   */
  StudyInfo open(Path folder) {
    Opened present = opened;
    if (present != null && present.study.folder().equals(folder.toAbsolutePath().normalize())) {
      return present.info;
    }
    Study study = openStore(folder);
    try {
      CorpusFigures figures = study.manifest().figures();
      if (figures == null) {
        throw FacetException.badInput(
            "The study "
                + study.folder()
                + " is not finished: its images were not all indexed; run facet index again to go on");
      }
      StudyEngine engine = opener.open(study);
      StudyInfo info = info(study, figures, engine);
      close();
      opened = new Opened(study, engine, info);
      LOG.info("Opened {}", study.folder());
      return info;
    } catch (RuntimeException | Error e) {
      study.close();
      throw e;
    }
  }

  private static Study openStore(Path folder) {
    try {
      return Study.open(folder);
    } catch (FacetException e) {
      if (e.kind() != FacetException.Kind.BUSY) {
        throw e;
      }
      LOG.info("{}; opening it read-only", e.getMessage());
      return Study.openReadOnly(folder);
    }
  }

  /**
   * The store of the study that is open.
   *
   * @throws FacetException when none is
   */
  Study study() {
    return present().study;
  }

  /** Its networks; engine thread only. */
  StudyEngine engine() {
    return present().engine;
  }

  StudyInfo info() {
    return present().info;
  }

  /** Closes the study that is open; engine thread only. */
  @Override
  public void close() {
    Opened last = opened;
    opened = null;
    if (last != null) {
      last.engine.close();
      last.study.close();
    }
  }

  private Opened present() {
    Opened present = opened;
    if (present == null) {
      throw FacetException.notFound("No study is open");
    }
    return present;
  }

  private static StudyInfo info(Study study, CorpusFigures figures, StudyEngine engine) {
    StudyManifest manifest = study.manifest();
    double unit = figures.residualNorm();
    return new StudyInfo(
        study.folder().toString(),
        manifest.name(),
        manifest.provenance(),
        manifest.saeArchitecture(),
        manifest.latents(),
        figures.alive(),
        figures.images(),
        manifest.width(),
        unit,
        figures.explainedVariance(),
        figures.l0(),
        manifest.gridWidth(),
        manifest.gridHeight(),
        engine.prompts(),
        DefaultStrengths.of(unit),
        engine.models(),
        study.readOnly(),
        Objects.requireNonNullElse(study.message(), ""));
  }
}
