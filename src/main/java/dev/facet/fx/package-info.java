/**
 * A small JavaFX toolkit without a word of the domain: timing rules (throttle, latest wins), lists
 * that load page by page, a virtual tile grid, heat maps, a chart pane and number formats. Nothing
 * here knows a room of Facet.
 */
@NullMarked
package dev.facet.fx;

import org.jspecify.annotations.NullMarked;
