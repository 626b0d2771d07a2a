/**
 * The contract between the window and the worker: one interface each way, requests, replies and
 * events as records.
 */
@NullMarked
package dev.facet.protocol;

import org.jspecify.annotations.NullMarked;
