/** The left column: a virtual table of features with search, sort and filters. */
@NullMarked
package dev.facet.ui.features;

import org.jspecify.annotations.NullMarked;
