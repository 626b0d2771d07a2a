package dev.facet.protocol;

/**
 * What a study was made of.
 *
 * @param model folder of the model
 * @param sae folder of the SAE
 * @param images folder of the images
 * @param site hook point, or empty where the SAE's files name it
 */
public record StudyParts(String model, String sae, String images, String site) {}
