/**
 * Files of weights to named tensors, safely: safetensors (single and sharded), torch archives new
 * and old, npz. Headers are mapped, numbers read where they are wanted; every size and offset is
 * checked before anything is allocated, and no file can make the program run code.
 */
@NullMarked
package dev.facet.checkpoint;

import org.jspecify.annotations.NullMarked;
