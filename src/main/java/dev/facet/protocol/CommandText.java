package dev.facet.protocol;

import dev.facet.core.CaptionSpec;

/**
 * A question that needs no study any more: everything that it takes to ask it again.
 *
 * @param text the command line, for a POSIX shell on the worker's machine
 * @param model folder of the model that answers
 * @param spec the question; images and SAEs are paths on the worker's machine
 * @param arithmetic what the model computes in
 */
public record CommandText(String text, String model, CaptionSpec spec, String arithmetic) {}
