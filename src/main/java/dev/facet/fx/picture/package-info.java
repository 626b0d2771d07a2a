/** A picture to look at closely: zoom, heat map, a grid of patches to paint on. */
@NullMarked
package dev.facet.fx.picture;

import org.jspecify.annotations.NullMarked;
