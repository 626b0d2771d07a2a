/**
 * One pass over a folder of images, from pixels to a study: every image is read once and goes
 * through the tower once, and out come per-latent figures, top images with heat maps, quantile
 * examples, embeddings, labels and neighbours. Codes stay sparse, memory does not grow with the
 * number of images, and a run that was killed goes on where its last part ended, to the same
 * result.
 */
@NullMarked
package dev.facet.index;

import org.jspecify.annotations.NullMarked;
