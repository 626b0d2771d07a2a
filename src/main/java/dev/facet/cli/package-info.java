/**
 * The command line: one class a sub-command, on the services that the window's worker uses, in this
 * very process. The only room that prints.
 */
@NullMarked
package dev.facet.cli;

import org.jspecify.annotations.NullMarked;
