/** The middle column: one feature, its images with heat maps, its figures and its neighbours. */
@NullMarked
package dev.facet.ui.feature;

import org.jspecify.annotations.NullMarked;
