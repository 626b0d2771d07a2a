/** What the open study was made of, how its SAE does, and what was left out. */
@NullMarked
package dev.facet.ui.about;

import org.jspecify.annotations.NullMarked;
