/**
 * The procedural demo world: small pictures of named things on named backgrounds, painted from a
 * seed together with everything that is true of them (which concept covers which pixel, captions,
 * questions and answers, a taxonomy). The demo model is trained on it and the demo study shows it.
 */
@NullMarked
package dev.facet.demo;

import org.jspecify.annotations.NullMarked;
