package dev.facet.explain;

import java.util.Collections;
import java.util.List;

/**
 * The permuted control: the list of firing latents turned by half its length; a latent that does
 * not fire is exchanged within the list of all.
 *
 * @param firing latents that fire, ascending
 * @param latents how many there are in all
 */
record Permutation(List<Integer> firing, int latents) {

  int of(int latent) {
    int place = Collections.binarySearch(firing, latent);
    return place < 0
        ? (latent + Math.max(1, latents / 2)) % latents
        : firing.get((place + Math.max(1, firing.size() / 2)) % firing.size());
  }
}
