/** The right column: an image, a strength on the concept ruler, and the captions it gives. */
@NullMarked
package dev.facet.ui.steering;

import org.jspecify.annotations.NullMarked;
