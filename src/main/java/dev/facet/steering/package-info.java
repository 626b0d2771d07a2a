/**
 * Steering: interventions resolved against a model and its SAEs, captions under them, and sweeps
 * over strengths. Caches make a slider live; each is exact, and can be switched off to compare.
 */
@NullMarked
package dev.facet.steering;

import org.jspecify.annotations.NullMarked;
