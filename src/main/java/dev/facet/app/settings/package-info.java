/** What is remembered between sessions: typed settings, the window's place, studies. */
@NullMarked
package dev.facet.app.settings;

import org.jspecify.annotations.NullMarked;
