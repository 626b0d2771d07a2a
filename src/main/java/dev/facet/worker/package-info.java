/**
 * The server side: one engine thread that owns everything native, a queue with three priorities,
 * the services (one a noun) that the window and the command line share, jobs and their events.
 */
@NullMarked
package dev.facet.worker;

import org.jspecify.annotations.NullMarked;
