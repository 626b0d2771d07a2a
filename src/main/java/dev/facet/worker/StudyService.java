package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.index.IndexHost;
import dev.facet.index.LatentMap;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.StudyInfo;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The study that is open, with its networks; one that a job is filling can be open too, and grows
 * under the eyes of whoever looks at it. Opening and closing belong to the engine thread; {@link
 * #study()} answers on any.
 */
final class StudyService implements IndexHost, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StudyService.class);

  private final StudyEngine.Opener opener;
  private volatile Arithmetic wanted;
  private volatile @Nullable Opened opened;

  private record Opened(Study study, StudyEngine engine, StudyInfo info) {}

  private final Consumer<StudyInfo> onChange;

  /** Studies that jobs of this worker are filling, by folder; engine thread only. */
  private final Map<Path, Study> growing = new HashMap<>();

  /**
   * @param wanted arithmetic of the networks
   * @param onChange told when the open study has grown; called on the engine thread
   */
  StudyService(StudyEngine.Opener opener, Arithmetic wanted, Consumer<StudyInfo> onChange) {
    this.opener = opener;
    this.wanted = wanted;
    this.onChange = onChange;
  }

  /** What was asked for; a study's networks may have come to another. */
  Arithmetic wanted() {
    return wanted;
  }

  /** What the networks compute in, or are going to. */
  Arithmetic.Choice arithmetic() {
    Opened present = opened;
    return present == null ? Arithmetic.Choice.of(wanted) : present.engine.arithmetic();
  }

  /**
   * Changes the arithmetic; the networks of the study that is open are loaded again. Engine thread
   * only.
   */
  Arithmetic.Choice compute(Arithmetic next) {
    Opened present = opened;
    Arithmetic before = wanted;
    wanted = next;
    if (present != null && present.engine.arithmetic().used() != next) {
      String answering = present.engine.options().model();
      // First out, then in: two copies of a large model need not fit.
      present.engine.close();
      try {
        opened = new Opened(present.study, reopen(present.study, next, answering), present.info);
      } catch (RuntimeException | Error e) {
        wanted = before;
        opened = new Opened(present.study, reopen(present.study, before, answering), present.info);
        throw e;
      }
      refresh(present.study.folder());
    }
    return arithmetic();
  }

  private StudyEngine reopen(Study study, Arithmetic arithmetic, String model) {
    StudyEngine engine = opener.open(study, arithmetic);
    try {
      SteeringOptions options = engine.options();
      // One that was attached to a study that may not be written is not remembered.
      if (!model.equals(options.model()) && options.models().contains(model)) {
        engine.choose(model);
      }
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
    return engine;
  }

  /**
   * Opens a study in place of the one that is open; that one stays when this one cannot be opened.
   * Opening the study that is open again is free.
   *
   * @param unfinished whether one will do whose images were not all indexed
   * @param cancellation looked at once the networks are loaded: the present study stays then
   * @throws FacetException when it is not a study, not finished, held by another process, or its
   *     model or SAE is not what it was made with
   */
  StudyInfo open(Path folder, boolean unfinished, Cancellation cancellation) {
    Path home = folder.toAbsolutePath().normalize();
    Opened present = opened;
    if (present != null
        && present.study.folder().equals(home)
        && (unfinished || present.info.index().complete())) {
      return present.info;
    }
    Study shared = growing.get(home);
    if (shared == null && present != null && present.study.folder().equals(home)) {
      shared = present.study;
    }
    Study study = shared != null ? shared.share() : openStore(folder);
    try {
      CorpusFigures figures = study.manifest().shown();
      if (figures == null || !(unfinished || study.manifest().complete())) {
        throw StudyFacts.unfinished(study);
      }
      StudyEngine engine = opener.open(study, wanted);
      StudyInfo info;
      try {
        cancellation.check();
        info = StudyFacts.of(study, figures, engine, growing.containsKey(study.folder()));
      } catch (RuntimeException | Error e) {
        engine.close();
        throw e;
      }
      close();
      opened = new Opened(study, engine, info);
      LOG.info("Opened {}", study.folder());
      return info;
    } catch (RuntimeException | Error e) {
      study.close();
      throw e;
    }
  }

  /**
   * Changes which model answers; the window hears of the study as it is then. Belongs to the engine
   * thread.
   */
  void answerBy(Consumer<StudyEngine> choice) {
    choice.accept(present().engine);
    refresh(present().study.folder());
  }

  @Override
  public Study open(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    Opened present = opened;
    return present != null && present.study.folder().equals(home) && !present.study.readOnly()
        ? present.study.share()
        : Study.open(folder);
  }

  @Override
  public void changed(Study study) {
    if (study.manifest().complete()) {
      growing.remove(study.folder());
    } else {
      growing.put(study.folder(), study);
    }
    refresh(study.folder());
  }

  /** A job that filled a study has ended, however it did. */
  void ended(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    if (growing.remove(home) != null) {
      refresh(home);
    }
  }

  /** Draws the map of the open study's latents; belongs to the engine thread. */
  Path drawMap(Progress progress, Cancellation cancellation) {
    StudyEngine engine = present().engine;
    return change(study -> LatentMap.put(engine::direction, study, progress, cancellation));
  }

  /** Reads the open study, which stays open meanwhile. Belongs to the engine thread. */
  <T> T read(Function<Study, T> work) {
    try (Study study = present().study.share()) {
      return work.apply(study);
    }
  }

  /**
   * Changes the open study; it stays open for the change even when another one is opened meanwhile.
   * Belongs to the engine thread.
   *
   * @return its folder
   */
  Path change(Consumer<Study> work) {
    try (Study study = present().study.share()) {
      if (study.readOnly()) {
        throw new FacetException(FacetException.Kind.BUSY, study.message());
      }
      work.accept(study);
      refresh(study.folder());
      return study.folder();
    }
  }

  /**
   * Measures the steerability of latents of the open study. Belongs to the engine thread.
   *
   * @return what came of it, one sentence
   */
  String steerability(SteerabilityRequest request, Progress progress, Cancellation cancellation) {
    String[] message = new String[1];
    StudyEngine engine = engine();
    change(study -> message[0] = engine.steerability(request, progress, cancellation));
    return message[0];
  }

  private void refresh(Path folder) {
    Opened present = opened;
    if (present == null || !present.study.folder().equals(folder)) {
      return;
    }
    CorpusFigures figures = present.study.manifest().shown();
    if (figures != null) {
      present.engine.useResidualNorm(figures.residualNorm());
      StudyInfo info =
          StudyFacts.of(present.study, figures, present.engine, growing.containsKey(folder));
      opened = new Opened(present.study, present.engine, info);
      onChange.accept(info);
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

  /** Who answers: the model, and its arithmetic where that is not the reference. */
  String answerer() {
    String model = engine().modelFingerprint();
    Arithmetic used = engine().arithmetic().used();
    return used == Arithmetic.FP32 ? model : model + " " + used.word();
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
}
