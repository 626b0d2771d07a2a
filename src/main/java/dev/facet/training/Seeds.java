package dev.facet.training;

import java.util.SplittableRandom;

/**
 * Independent random numbers for each step and thread of a run. {@link SplittableRandom} walks
 * through its seeds with a fixed stride, so seeds that are multiples of one number give overlapping
 * sequences; here every part of the address is hashed.
 */
final class Seeds {

  private Seeds() {}

  /** Numbers that depend on the whole address and on nothing else. */
  static SplittableRandom of(long seed, long... address) {
    long hash = new SplittableRandom(seed).nextLong();
    for (long part : address) {
      hash = new SplittableRandom(hash ^ part).nextLong();
    }
    return new SplittableRandom(hash);
  }
}
