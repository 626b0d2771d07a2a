package dev.facet.protocol;

import java.util.List;

/**
 * What can be chosen for steering.
 *
 * @param model the model that captions now; empty where the study was made with an encoder alone
 *     and no language model was attached
 * @param models language models that can caption with the study's tower, the study's own first
 * @param sites every place where that model can be edited, by canonical name, from the image to the
 *     answer
 */
public record SteeringOptions(String model, List<String> models, List<String> sites) {}
