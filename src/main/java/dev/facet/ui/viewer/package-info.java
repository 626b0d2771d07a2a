/** An image looked at closely: which latents fire on it, or on a region that is painted. */
@NullMarked
package dev.facet.ui.viewer;

import org.jspecify.annotations.NullMarked;
