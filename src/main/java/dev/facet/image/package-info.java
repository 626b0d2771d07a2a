/** Images as the models see them: decoding, resampling and the processors of each family. */
@NullMarked
package dev.facet.image;

import org.jspecify.annotations.NullMarked;
