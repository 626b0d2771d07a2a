package dev.facet.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes what a person wrote about a feature. A null part stays as it is.
 *
 * @param feature latent index
 * @param starred bookmark
 * @param label own label; blank takes it away
 * @param note own note
 * @param tags own tags
 */
public record AnnotateRequest(
    int feature,
    @Nullable Boolean starred,
    @Nullable String label,
    @Nullable String note,
    @Nullable List<String> tags) {}
