/**
 * Training in Java: the demo model (vision and text towers, then projectors and language models on
 * the frozen tower), sparse autoencoders on any hook point, and the report that measures how well
 * steering works on what came out. One training step is one call of a TorchScript function written
 * by us ({@code training.torchscript}): forward, gradient, clipping and AdamW without leaving
 * libtorch; Java makes the batches, keeps the schedule and writes resumable checkpoints. Steps are
 * a function of seed and step number alone, so a resumed run ends in the same weights.
 */
@NullMarked
package dev.facet.training;

import org.jspecify.annotations.NullMarked;
