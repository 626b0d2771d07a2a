/**
 * The explanation protocols of Ferrando et al. ("Language Models Can Explain Visual Features via
 * Steering") over the latents of a study, and the scores of what comes out.
 */
@NullMarked
package dev.facet.explain;

import org.jspecify.annotations.NullMarked;
