package dev.facet.protocol;

import dev.facet.core.CaptionSpec;

/**
 * Asks for the command line that gives the same caption.
 *
 * @param spec what was asked
 * @param model name of the model that answered, one of {@link SteeringOptions#models()}
 */
public record CommandRequest(CaptionSpec spec, String model) {}
