/**
 * The server side: the services (one a noun) that the window and the command line share, jobs and
 * their events; {@link dev.facet.worker.engine} runs what they do.
 */
@NullMarked
package dev.facet.worker;

import org.jspecify.annotations.NullMarked;
