/**
 * The panels of the window, a package each: a view that binds, its FXML, and a view model that
 * knows no controls. Panels talk to the worker by the protocol only and to each other by {@link
 * dev.facet.ui.session.Session}.
 */
@NullMarked
package dev.facet.ui;

import org.jspecify.annotations.NullMarked;
