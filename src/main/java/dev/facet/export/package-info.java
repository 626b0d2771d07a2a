/**
 * Figures that leave the program: the chart of steerability against strength as picture, vector
 * drawing and table, each with what it was made with in small print. Knows the records of the
 * field, no window and no worker.
 */
@NullMarked
package dev.facet.export;

import org.jspecify.annotations.NullMarked;
