package dev.facet.workspace;

import dev.facet.core.Provenance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * @param figures of the whole corpus, null until every image has been indexed
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
    @Nullable CorpusFigures figures) {

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

  StudyManifest withFigures(CorpusFigures newFigures) {
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
        model,
        sae,
        images,
        newFigures);
  }

  StudyManifest withFolders(String newModel, String newSae, String newImages) {
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
        figures);
  }
}
