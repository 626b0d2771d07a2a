/** Long work on the worker: what runs, what waits, what came of the rest. */
@NullMarked
package dev.facet.ui.jobs;

import org.jspecify.annotations.NullMarked;
