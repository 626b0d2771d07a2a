/**
 * The window put together: composition root, shell, actions, settings, dialogs, and the tour that
 * drives the real window without a display.
 */
@NullMarked
package dev.facet.app;

import org.jspecify.annotations.NullMarked;
