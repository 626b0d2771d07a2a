package dev.facet.model;

/**
 * What a model folder holds.
 *
 * @param name of the folder
 * @param family as {@code model_type} of config.json says
 * @param captions whether it writes text about images
 * @param visionLayers layers of the vision tower
 * @param visionWidth D of the vision tower
 * @param patches of one image or tile
 * @param languageLayers layers of the language model, 0 where there is none
 * @param languageWidth D of the language model, 0 where there is none
 * @param parameters number of weights in the files
 */
public record ModelInfo(
    String name,
    String family,
    boolean captions,
    int visionLayers,
    int visionWidth,
    PatchGrid patches,
    int languageLayers,
    int languageWidth,
    long parameters) {}
