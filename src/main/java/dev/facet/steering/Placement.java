package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Positions;
import dev.facet.model.VisionTower;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the tokens of an activation are, so that {@link Positions} can be found in it.
 *
 * @param tower where the activation is
 * @param sequences sequences of one row: the tiles of all images in the vision tower, else 1
 * @param tokens of one sequence, T
 * @param steerable only the first so many tokens may be edited: an answer that is being checked
 *     follows the prompt in one pass
 * @param prompt how many of the tokens are the prompt's
 * @param patches token index of every patch in raster order, one list an image or tile; null where
 *     tokens and patches do not correspond
 * @param images index of every token that stands for a part of an image
 */
record Placement(
    Tower tower,
    int sequences,
    int tokens,
    int steerable,
    int prompt,
    int @Nullable [][] patches,
    int[] images) {

  /** A vision tower: tokens before the patches, then the patches. */
  static Placement vision(VisionTower tower, int tiles) {
    return new Placement(
        Tower.VISION,
        tower.sequences(tiles),
        tower.tokens(),
        tower.tokens(),
        tower.tokens(),
        tower.patchPlaces(tiles),
        new int[0]);
  }

  /** The projector's output: all image features. */
  static Placement projector(int tokens, int @Nullable [][] patches) {
    int[] all = IntStream.range(0, tokens).toArray();
    return new Placement(Tower.PROJECTOR, 1, tokens, tokens, tokens, patches, all);
  }

  /** A prompt in the language model, and tokens of its answer after it. */
  static Placement prompt(int prompt, int answer, int @Nullable [][] patches, int[] images) {
    return new Placement(Tower.LANGUAGE, 1, prompt + answer, prompt, prompt, patches, images);
  }

  /** Tokens of an answer alone. */
  static Placement answer(int tokens) {
    return new Placement(Tower.LANGUAGE, 1, tokens, tokens, 0, null, new int[0]);
  }

  Placement everythingSteerable() {
    return new Placement(tower, sequences, tokens, tokens, prompt, patches, images);
  }

  /**
   * Which tokens an edit touches.
   *
   * @return [sequences, T] of 0 and 1; null means all
   * @throws FacetException when such positions do not exist here
   */
  boolean @Nullable [][] select(Positions positions) {
    return switch (positions.kind()) {
      case ALL -> steerable == tokens ? null : first();
      case CLS -> cls();
      case PATCHES -> patches == null && images.length > 0 ? wholeImages() : listed(null);
      case ACTIVE -> tower == Tower.VISION ? listed(null) : steerable == tokens ? null : first();
      case MASK -> listed(positions.patches());
      case TEXT -> text();
      case LAST -> last();
    };
  }

  /** Image tokens that are several patches each: what an image is, patches or not. */
  private boolean[][] wholeImages() {
    boolean[][] on = new boolean[sequences][tokens];
    for (int image : images) {
      on[0][image] = true;
    }
    return on;
  }

  private boolean[][] text() {
    boolean[][] on = first();
    requireWords("text tokens");
    for (int image : images) {
      on[0][image] = false;
    }
    return on;
  }

  private boolean[][] last() {
    requireWords("words, and no last one,");
    boolean[][] on = new boolean[sequences][tokens];
    Arrays.fill(on[0], Math.max(0, prompt - 1), steerable, true);
    return on;
  }

  private void requireWords(String what) {
    if (tower != Tower.LANGUAGE) {
      throw FacetException.badInput(
          "There are no "
              + what
              + " at a site of the "
              + (tower == Tower.VISION ? "vision tower" : "projector")
              + "; steer a site of the language model, or choose other positions");
    }
  }

  private boolean[][] first() {
    boolean[][] on = new boolean[sequences][tokens];
    for (boolean[] row : on) {
      Arrays.fill(row, 0, steerable, true);
    }
    return on;
  }

  private boolean[][] cls() {
    if (tower != Tower.VISION || patches == null || patches[0].length == tokens) {
      throw FacetException.badInput(
          "There is no CLS token at this site; choose all tokens or the patches");
    }
    boolean[][] on = new boolean[sequences][tokens];
    for (boolean[] row : on) {
      row[0] = true;
    }
    return on;
  }

  private boolean[][] listed(@Nullable List<List<Integer>> wanted) {
    if (patches == null) {
      throw FacetException.badInput(
          "At this site tokens are no patches of the image; choose all tokens");
    }
    List<List<Integer>> chosen =
        wanted != null && tower == Tower.VISION && sequences == 1 && wanted.size() == 1
            ? byImage(wanted.getFirst(), patches)
            : wanted;
    if (chosen != null && chosen.size() != patches.length) {
      throw FacetException.badInput(
          "The mask has "
              + chosen.size()
              + " lists of patches; the prompt has "
              + patches.length
              + " images or tiles");
    }
    boolean[][] on = new boolean[sequences][tokens];
    for (int i = 0; i < patches.length; i++) {
      boolean[] row = on[sequences == 1 ? 0 : i];
      if (chosen == null) {
        for (int token : patches[i]) {
          row[token] = true;
        }
      } else {
        for (int patch : chosen.get(i)) {
          if (patch < 0 || patch >= patches[i].length) {
            throw FacetException.badInput(
                "The mask names patch "
                    + patch
                    + "; the image has patches 0 to "
                    + (patches[i].length - 1));
          }
          row[patches[i][patch]] = true;
        }
      }
    }
    return on;
  }

  /** Where all images are one sequence, one list may count their patches through. */
  private static List<List<Integer>> byImage(List<Integer> all, int[][] patches) {
    List<List<Integer>> lists = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < patches.length; i++) {
      int from = first;
      int to = i == patches.length - 1 ? Integer.MAX_VALUE : first + patches[i].length;
      lists.add(all.stream().filter(p -> p >= from && p < to).map(p -> p - from).toList());
      first += patches[i].length;
    }
    return lists;
  }

  /** Booleans [sequences, T] to [rows · sequences, T, 1]. */
  static NDArray array(NDManager manager, boolean[][] on, int rows) {
    int tokens = on[0].length;
    byte[] flat = new byte[rows * on.length * tokens];
    int at = 0;
    for (int r = 0; r < rows; r++) {
      for (boolean[] row : on) {
        for (boolean b : row) {
          flat[at++] = (byte) (b ? 1 : 0);
        }
      }
    }
    return manager
        .create(flat, new Shape((long) rows * on.length, tokens, 1))
        .toType(DataType.BOOLEAN, false);
  }
}
