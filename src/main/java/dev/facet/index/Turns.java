package dev.facet.index;

import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.model.Hooks;
import dev.facet.model.VisionTower;

/** How much of a tower is computed at once, and where a pass through it lets others go first. */
final class Turns {

  /** Tokens that go through the tower at once. */
  private static final int BATCH_TOKENS = 4_096;

  private static final int MOST_IMAGES_AT_ONCE = 64;

  /** Products of the tower's matrices in one micro-batch, some 30 ms of a core. */
  private static final long BATCH_PRODUCTS = 1_000_000_000;

  /**
   * Tokens from which on matrix products are at their full speed; with the 197 of one small picture
   * they are 6 % slower. Large towers take no more.
   */
  private static final int FULL_SPEED_TOKENS = 512;

  /** Products of one layer, some milliseconds, beyond which its two halves are computed apart. */
  private static final long LAYER_PRODUCTS = 100_000_000;

  private Turns() {}

  /** Images of a micro-batch. */
  static int imagesAtOnce(VisionTower tower) {
    int tokens = tower.tokens();
    long byWork = BATCH_PRODUCTS / Math.max(1, layerProducts(tower) * tower.layers());
    long quick = Math.ceilDiv(FULL_SPEED_TOKENS, tokens);
    long images = Math.min(BATCH_TOKENS / tokens, Math.max(byWork, quick));
    return Math.clamp(images, 1, MOST_IMAGES_AT_ONCE);
  }

  /** Products of a layer's matrices for one image. */
  private static long layerProducts(VisionTower tower) {
    return 12L * tower.width() * tower.width() * tower.tokens();
  }

  /** Hooks that call after each layer, and within it where it is large. */
  static Hooks of(VisionTower tower, int images, Runnable turn) {
    boolean halves = layerProducts(tower) * images > LAYER_PRODUCTS;
    Hooks hooks = Hooks.NONE;
    for (int l = 0; l < tower.layers(); l++) {
      if (halves) {
        hooks = hooks.tap(new HookPoint(Tower.VISION, l, Site.MLP_IN), x -> turn.run());
      }
      hooks = hooks.tap(HookPoint.out(Tower.VISION, l), x -> turn.run());
    }
    return hooks;
  }
}
