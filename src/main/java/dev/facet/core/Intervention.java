package dev.facet.core;

/**
 * One edit of the residual stream.
 *
 * @param site where
 * @param mode the rule, named after what it does to the activation
 * @param strength raw residual units for {@link Mode#ADD}, the new code for the clamps, a factor
 *     for {@link Mode#SCALE}
 * @param direction what is added or which latent is set
 * @param positions which tokens
 * @param during in the prompt only, or in every decoding step too
 */
public record Intervention(
    HookPoint site,
    Mode mode,
    double strength,
    Direction direction,
    Positions positions,
    During during) {

  /**
   * The steering rules of the papers, by what they compute. x is the residual, z its codes, d the
   * direction.
   */
  public enum Mode {
    /** x + strength · d. Ferrando et al. */
    ADD,
    /**
     * decode(z with z_i = strength) + (x - decode(z)); of a neuron x with x_i = strength. Joseph et
     * al., Delphi. With a TopK SAE a positive strength takes one of the k places, as in Zhang et
     * al.
     */
    CLAMP_KEEP_ERROR,
    /** decode(z with z_i = strength), places as above. Pach et al., Zhang et al. */
    CLAMP_RECONSTRUCT,
    /** decode(only z_i = strength, all other latents 0). Pach's pre_zero. */
    ZERO_OTHERS,
    /** x + (strength - 1) · z_i · d. */
    SCALE,
    /** x + max(0, strength - x·d/|d|²) · d for positive strength, the mirror image for negative. */
    PROJECTION_CAP
  }

  /** When the edit applies in a language model or in a tower that runs again. */
  public enum During {
    PREFILL,
    ALWAYS,
    /**
     * In the prompt; in decoding steps the residual is replaced by its reconstruction, nothing
     * clamped. Zhang et al.
     */
    THEN_RECONSTRUCT
  }

  public Intervention {
    if (!Double.isFinite(strength)) {
      throw FacetException.badInput("Steering strength must be a finite number, found " + strength);
    }
  }

  /** The commonest edit: add a direction at all tokens, in the prompt only. */
  public static Intervention add(HookPoint site, Direction direction, double strength) {
    return new Intervention(site, Mode.ADD, strength, direction, Positions.ALL, During.PREFILL);
  }

  /** Whether the rule leaves every activation as it is, whatever the activation. */
  public boolean changesNothing() {
    return mode == Mode.ADD && strength == 0 || mode == Mode.SCALE && strength == 1;
  }

  public Intervention withStrength(double newStrength) {
    return new Intervention(site, mode, newStrength, direction, positions, during);
  }

  public Intervention withPositions(Positions newPositions) {
    return new Intervention(site, mode, strength, direction, newPositions, during);
  }

  public Intervention withDirection(Direction newDirection) {
    return new Intervention(site, mode, strength, newDirection, positions, during);
  }

  public Intervention withSite(HookPoint newSite) {
    return new Intervention(newSite, mode, strength, direction, positions, during);
  }

  public Intervention withMode(Mode newMode) {
    return new Intervention(site, newMode, strength, direction, positions, during);
  }

  public Intervention withDuring(During newDuring) {
    return new Intervention(site, mode, strength, direction, positions, newDuring);
  }
}
