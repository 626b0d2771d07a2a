/** Immutable records of the field and the errors that every room speaks. Knows no other room. */
@NullMarked
package dev.facet.core;

import org.jspecify.annotations.NullMarked;
