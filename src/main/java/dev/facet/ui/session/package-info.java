/** What the panels share: the open study, the chosen feature, the strength, the worker's events. */
@NullMarked
package dev.facet.ui.session;

import org.jspecify.annotations.NullMarked;
