/**
 * Pictures: decoding, resampling as Pillow does it to the last bit, and the image processors of the
 * model families, from bytes to normalised pixel values.
 */
@NullMarked
package dev.facet.image;

import org.jspecify.annotations.NullMarked;
