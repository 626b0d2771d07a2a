/** Very many points of a plane, drawn off the UI thread, to point at and to brush over. */
@NullMarked
package dev.facet.fx.plot;

import org.jspecify.annotations.NullMarked;
