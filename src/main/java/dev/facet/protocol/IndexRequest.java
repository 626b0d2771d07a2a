package dev.facet.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Makes a study of a folder of images in a new folder.
 *
 * @param arithmetic fp32, fast or bf16; null for what the worker computes in
 */
public record IndexRequest(
    String model, String sae, String images, String site, String out, @Nullable String arithmetic) {

  /** In whatever the worker computes in. */
  public IndexRequest(String model, String sae, String images, String site, String out) {
    this(model, sae, images, site, out, null);
  }

  /** The same in a mode. */
  public IndexRequest in(String mode) {
    return new IndexRequest(model, sae, images, site, out, mode);
  }
}
