/**
 * The figures of the field as pure functions over arrays, in double precision: steerability,
 * monosemanticity, AUROC, mask overlap, KL divergence, SAE quality, hierarchy depth and rank tests.
 * Nothing here knows a model, a file or a thread. A figure that is undefined is {@code NaN}.
 */
@NullMarked
package dev.facet.metrics;

import org.jspecify.annotations.NullMarked;
