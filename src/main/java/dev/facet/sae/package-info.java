/**
 * Sparse autoencoders: one small class for each encoder rule, and readers and writers of every
 * library's files. What a file leaves open is said, never guessed silently.
 */
@NullMarked
package dev.facet.sae;

import org.jspecify.annotations.NullMarked;
