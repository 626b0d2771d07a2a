/** The strip at the bottom: the worker's state, memory, jobs and the last message. */
@NullMarked
package dev.facet.ui.status;

import org.jspecify.annotations.NullMarked;
