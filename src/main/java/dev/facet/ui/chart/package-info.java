/** The chart of steerability and power against strength, and its export. */
@NullMarked
package dev.facet.ui.chart;

import org.jspecify.annotations.NullMarked;
