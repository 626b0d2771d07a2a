package dev.facet.protocol;

import dev.facet.core.PatchFrame;
import dev.facet.core.Provenance;
import dev.facet.core.Reconstruction;
import dev.facet.core.SiteFit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open study.
 *
 * @param path its folder
 * @param name what a person calls it
 * @param provenance model, site, SAE, corpus
 * @param saeArchitecture TopK, BatchTopK, ...
 * @param latents number of latents
 * @param alive latents that fire at least once
 * @param images images in the corpus
 * @param width D, of the residual stream at the site
 * @param residualNorm R, mean patch residual norm at the site: the unit of strengths
 * @param explainedVariance of the SAE on the corpus, 1 is perfect
 * @param meanSquaredError of the reconstruction, a coordinate
 * @param cosine mean cosine of a residual and its reconstruction
 * @param l0 mean number of codes a patch
 * @param reconstruction further figures of the SAE; null where an older Facet did not keep them
 * @param sites how the SAE does at its own site, and after the first and the last layer, on some
 *     images; empty where that was not measured
 * @param gridWidth patches a row
 * @param gridHeight patch rows
 * @param frame which part of a picture the patches show
 * @param prompts ready prompts, the default first
 * @param strengths default strengths of a sweep, raw units, ascending, 0 included
 * @param model the language model that answers now; empty where the study was made with an encoder
 *     alone and none was attached
 * @param models language models that can caption with this tower, the study's first
 * @param index how far its images are indexed
 * @param encoder E that its MonoSemanticity was measured with, or empty
 * @param mapped whether a map of its latents was drawn
 * @param readOnly true when a newer Facet wrote it or another process holds it
 * @param message why it is read-only, or why its SAE does not seem to fit its model, or empty
 * @param older what it was made of, where an older Facet made it without what the residual
 *     dimensions do and without places in a taxonomy; null where it has all that this one keeps
 * @param measurable whether sweeps and steerability can be measured: by a language model, or beside
 *     the texts of the encoder where none answers
 */
public record StudyInfo(
    String path,
    String name,
    Provenance provenance,
    String saeArchitecture,
    int latents,
    int alive,
    long images,
    int width,
    double residualNorm,
    double explainedVariance,
    double meanSquaredError,
    double cosine,
    double l0,
    @Nullable Reconstruction reconstruction,
    List<SiteFit> sites,
    int gridWidth,
    int gridHeight,
    PatchFrame frame,
    List<String> prompts,
    List<Double> strengths,
    String model,
    List<String> models,
    IndexState index,
    String encoder,
    boolean mapped,
    boolean readOnly,
    String message,
    @Nullable StudyParts older,
    boolean measurable) {}
