/**
 * The one thread that owns everything native, and the order of its work; it knows nothing of what
 * the work is.
 */
@NullMarked
package dev.facet.worker.engine;

import org.jspecify.annotations.NullMarked;
