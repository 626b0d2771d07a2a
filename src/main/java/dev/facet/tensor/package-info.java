/**
 * The thin layer over DJL and libtorch: start-up, scopes that free native memory, weights, and the
 * TorchScript module that holds what DJL's array interface lacks. Knows nothing of models.
 */
@NullMarked
package dev.facet.tensor;

import org.jspecify.annotations.NullMarked;
