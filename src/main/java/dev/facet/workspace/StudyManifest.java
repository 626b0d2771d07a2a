package dev.facet.workspace;

import dev.facet.core.PatchFrame;
import dev.facet.core.Provenance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code study.json} says: which model, SAE and images the study is about, and what came out.
 *
 * @param schema version of the layout; {@link #SCHEMA} for those written by this program
 * @param name what a person calls it
 * @param created ISO 8601, UTC
 * @param provenance fingerprints of model, SAE and corpus
 * @param saeArchitecture TopK, BatchTopK, ...
 * @param latents F
 * @param width D, of the residual stream at the site
 * @param gridWidth patches a row
 * @param gridHeight patch rows
 * @param model folder of the model; a relative path starts at the study's folder
 * @param sae folder of the SAE; likewise
 * @param images folder of the images; likewise
 * @param files of the corpus, readable or not; 0 where an older Facet did not note it
 * @param soFar figures of the part that is shown while the rest is being indexed, null before there
 *     is one and once all is done
 * @param figures of the whole corpus, null until every image has been indexed
 * @param frame which part of a picture the patches show; null where an older Facet did not note it
 * @param attached folders of language models that a person attached, the last one first, likewise
 *     relative; null where none was
 */
public record StudyManifest(
    int schema,
    String name,
    String created,
    Provenance provenance,
    String saeArchitecture,
    int latents,
    int width,
    int gridWidth,
    int gridHeight,
    String model,
    String sae,
    String images,
    long files,
    @Nullable CorpusFigures soFar,
    @Nullable CorpusFigures figures,
    @Nullable PatchFrame frame,
    @Nullable List<String> attached) {

  /** The layout that this program writes. */
  public static final int SCHEMA = 1;

  /** A study that is about to be indexed, created now. */
  public static StudyManifest of(
      String name,
      Provenance provenance,
      String saeArchitecture,
      int latents,
      int width,
      int gridWidth,
      int gridHeight,
      String model,
      String sae,
      String images) {
    return new StudyManifest(
        SCHEMA,
        name,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        provenance,
        saeArchitecture,
        latents,
        width,
        gridWidth,
        gridHeight,
        model,
        sae,
        images,
        0,
        null,
        null,
        null,
        null);
  }

  /** Patches an image P. */
  public int patches() {
    return gridWidth * gridHeight;
  }

  /** Whether every image has been indexed. */
  public boolean complete() {
    return figures != null;
  }

  /** Figures of what can be looked at: of all images, or of those so far; null before any. */
  public @Nullable CorpusFigures shown() {
    return figures != null ? figures : soFar;
  }

  /** The same with the number of files of its corpus. */
  public StudyManifest withFiles(long newFiles) {
    return with(model, sae, images, newFiles, soFar, figures, frame, attached);
  }

  /** The same with the part of a picture that its patches show. */
  public StudyManifest withFrame(PatchFrame newFrame) {
    return with(model, sae, images, files, soFar, figures, newFrame, attached);
  }

  StudyManifest withFiguresSoFar(CorpusFigures newFigures) {
    return with(model, sae, images, files, newFigures, null, frame, attached);
  }

  StudyManifest withFigures(CorpusFigures newFigures) {
    return with(model, sae, images, files, null, newFigures, frame, attached);
  }

  StudyManifest withFolders(String newModel, String newSae, String newImages) {
    return with(newModel, newSae, newImages, files, soFar, figures, frame, attached);
  }

  /** The same with the language models that were attached, the last one first. */
  StudyManifest withAttached(List<String> folders) {
    return with(model, sae, images, files, soFar, figures, frame, List.copyOf(folders));
  }

  private StudyManifest with(
      String newModel,
      String newSae,
      String newImages,
      long newFiles,
      @Nullable CorpusFigures newSoFar,
      @Nullable CorpusFigures newFigures,
      @Nullable PatchFrame newFrame,
      @Nullable List<String> newAttached) {
    return new StudyManifest(
        schema,
        name,
        created,
        provenance,
        saeArchitecture,
        latents,
        width,
        gridWidth,
        gridHeight,
        newModel,
        newSae,
        newImages,
        newFiles,
        newSoFar,
        newFigures,
        newFrame,
        newAttached);
  }
}
