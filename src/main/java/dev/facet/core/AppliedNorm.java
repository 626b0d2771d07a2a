package dev.facet.core;

/**
 * What an intervention did to an activation, measured and not computed from its strength: under a
 * clamp it depends on the codes that the image has.
 *
 * @param norm mean over the changed tokens of |x' - x|
 * @param inR the same in units of R, the mean residual norm at the site
 * @param tokens how many tokens were changed
 * @param of tokens of the activation
 */
public record AppliedNorm(double norm, double inR, int tokens, int of) {}
