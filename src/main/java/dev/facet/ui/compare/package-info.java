/** Two SAEs over the same images, side by side. */
@NullMarked
package dev.facet.ui.compare;

import org.jspecify.annotations.NullMarked;
