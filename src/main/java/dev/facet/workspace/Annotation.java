package dev.facet.workspace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a person wrote about a feature. A null part stays as it is.
 *
 * @param feature latent index
 * @param starred bookmark
 * @param label own label; blank takes it away
 * @param note own note; blank takes it away
 * @param tags own tags; an empty list takes them away
 */
public record Annotation(
    int feature,
    @Nullable Boolean starred,
    @Nullable String label,
    @Nullable String note,
    @Nullable List<String> tags) {}
