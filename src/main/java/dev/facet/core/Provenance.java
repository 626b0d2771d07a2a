package dev.facet.core;

import org.jspecify.annotations.Nullable;

/**
 * What a figure or a caption was made with; shown on every panel and written into every export.
 *
 * @param model name of the model folder
 * @param modelFingerprint content fingerprint of its weights
 * @param tower fingerprint of the vision tower alone: what an SAE belongs to
 * @param sae name of the SAE, or null where none took part
 * @param saeFingerprint its content fingerprint
 * @param site the hook point's canonical name, or null
 * @param corpus name of the image folder, or null
 * @param corpusFingerprint fingerprint of its file list and sizes
 * @param arithmetic fp32, or the faster mode that was chosen
 * @param facetVersion the program's version
 */
public record Provenance(
    String model,
    String modelFingerprint,
    String tower,
    @Nullable String sae,
    @Nullable String saeFingerprint,
    @Nullable String site,
    @Nullable String corpus,
    @Nullable String corpusFingerprint,
    String arithmetic,
    String facetVersion) {

  /** The same, computed in another mode. */
  public Provenance withArithmetic(Arithmetic used) {
    return new Provenance(
        model,
        modelFingerprint,
        tower,
        sae,
        saeFingerprint,
        site,
        corpus,
        corpusFingerprint,
        used.word(),
        facetVersion);
  }

  /** The same made with another model of the same vision tower. */
  public Provenance withModel(String name, String fingerprint) {
    return new Provenance(
        name,
        fingerprint,
        tower,
        sae,
        saeFingerprint,
        site,
        corpus,
        corpusFingerprint,
        arithmetic,
        facetVersion);
  }

  /** The same for what was made at a hook point, or at none. */
  public Provenance at(@Nullable HookPoint hook) {
    return new Provenance(
        model,
        modelFingerprint,
        tower,
        sae,
        saeFingerprint,
        hook == null ? null : hook.name(),
        corpus,
        corpusFingerprint,
        arithmetic,
        facetVersion);
  }

  /** One line for small print: model · site · SAE. */
  public String line() {
    StringBuilder line = new StringBuilder(model);
    if (site != null) {
      line.append(" · ").append(site);
    }
    if (sae != null) {
      line.append(" · ").append(sae);
    }
    if (corpus != null) {
      line.append(" · ").append(corpus);
    }
    return line.append(" · ").append(arithmetic).toString();
  }
}
