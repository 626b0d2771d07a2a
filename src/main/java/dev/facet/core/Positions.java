package dev.facet.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The token positions that an intervention touches.
 *
 * @param kind the rule
 * @param patches for {@link Kind#MASK}: patch indices in raster order, CLS not counted, one list an
 *     image (one a tile where the processor makes tiles)
 */
public record Positions(Kind kind, @Nullable List<List<Integer>> patches) {

  /** The rule that selects positions. */
  public enum Kind {
    ALL,
    CLS,
    PATCHES,
    /** Patches where the latent's code is above zero; in a language model any token. */
    ACTIVE,
    /** Patches given by their index. */
    MASK,
    /** Tokens of a language model that stand for no part of an image; generated ones too. */
    TEXT,
    /** The last token of the prompt, and all that are generated after it. */
    LAST
  }

  public Positions {
    if ((kind == Kind.MASK) != (patches != null)) {
      throw FacetException.badInput(
          "Positions " + kind + " and a list of patches do not go together");
    }
  }

  public static final Positions ALL = new Positions(Kind.ALL, null);
  public static final Positions CLS = new Positions(Kind.CLS, null);
  public static final Positions PATCHES = new Positions(Kind.PATCHES, null);
  public static final Positions ACTIVE = new Positions(Kind.ACTIVE, null);

  public static final Positions TEXT = new Positions(Kind.TEXT, null);
  public static final Positions LAST = new Positions(Kind.LAST, null);

  public static Positions mask(List<List<Integer>> patches) {
    return new Positions(Kind.MASK, patches);
  }
}
