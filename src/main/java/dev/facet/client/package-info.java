/**
 * The window's end of the contract: starts the worker process, speaks JSON-RPC with it over its
 * standard input and output, watches it and starts it again when it dies. Knows no user interface.
 */
@NullMarked
package dev.facet.client;

import org.jspecify.annotations.NullMarked;
