package dev.facet.protocol;

/**
 * How far a study's images are indexed: "n of N".
 *
 * @param done files that the study's figures speak of, those left out included
 * @param files in the corpus
 * @param skipped files that are no images, among those done
 * @param complete whether labels, neighbours and monosemanticity speak of all of them; else all
 *     figures are provisional
 * @param running whether this worker is indexing the rest now; else {@code jobs/resume} goes on
 */
public record IndexState(long done, long files, long skipped, boolean complete, boolean running) {}
