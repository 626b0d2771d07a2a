package dev.facet.core;

import java.util.List;

/**
 * The direction from one set of images to another: mean activation of {@code plus} minus mean
 * activation of {@code minus}, at the site that is steered (difference in means; the baseline of
 * Pach et al., Table 2). Its norm is kept: strength 1 is the whole way.
 *
 * @param plus addresses of images as in {@link CaptionSpec#images()}, or folders of images
 * @param minus the same
 * @param tokens whose activations are averaged
 */
public record MeanDifference(List<String> plus, List<String> minus, Tokens tokens) {

  /** Whose activations count. */
  public enum Tokens {
    /** All tokens that stand for a part of the image. */
    PATCHES,
    CLS
  }

  public MeanDifference {
    plus = List.copyOf(plus);
    minus = List.copyOf(minus);
    if (plus.isEmpty() || minus.isEmpty()) {
      throw FacetException.badInput(
          "A difference of means needs images on both sides, found "
              + plus.size()
              + " in plus and "
              + minus.size()
              + " in minus");
    }
  }
}
