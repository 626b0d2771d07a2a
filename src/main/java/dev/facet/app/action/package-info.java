/**
 * What a person can do in the window: one declaration each, from which menu, buttons, keys and
 * command palette are made, and the keys that a person gave them.
 */
@NullMarked
package dev.facet.app.action;

import org.jspecify.annotations.NullMarked;
