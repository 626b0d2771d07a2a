package dev.facet.workspace;

/**
 * An image of the corpus.
 *
 * @param id its number in the study
 * @param name path below the corpus folder, with forward slashes
 * @param caption from the corpus, or empty
 * @param imageClass name of the class folder it lies in, or empty
 */
public record ImageRecord(long id, String name, String caption, String imageClass) {}
