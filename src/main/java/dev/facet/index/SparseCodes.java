package dev.facet.index;

import dev.facet.sae.SparseEncoding;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PatchCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers the codes of one image, patch by patch, and sorts them by latent: a counting sort, so
 * that nothing of the size [patches, latents] outlives the scan.
 */
final class SparseCodes {

  private final int[] perLatent;
  private int[] latents = new int[1024];
  private int[] patches = new int[1024];
  private float[] codes = new float[1024];
  private int size;

  SparseCodes(int latentCount) {
    this.perLatent = new int[latentCount];
  }

  /**
   * Adds a row.
   *
   * @param row of {@code encoding}
   * @param patch that it belongs to; rows come in patch order
   * @return how many of its codes are above 0, which are the ones that count
   */
  int addRow(SparseEncoding encoding, int row, int patch) {
    int before = size;
    for (int i = encoding.starts()[row]; i < encoding.starts()[row + 1]; i++) {
      float code = encoding.codes()[i];
      if (code > 0) {
        add(encoding.latents()[i], patch, code);
      }
    }
    return size - before;
  }

  private void add(int latent, int patch, float code) {
    if (size == latents.length) {
      latents = Arrays.copyOf(latents, 2 * size);
      patches = Arrays.copyOf(patches, 2 * size);
      codes = Arrays.copyOf(codes, 2 * size);
    }
    latents[size] = latent;
    patches[size] = patch;
    codes[size++] = code;
    perLatent[latent]++;
  }

  /** Sum of the last {@code count} codes that were added. */
  double sumOfLast(int count) {
    double sum = 0;
    for (int i = size - count; i < size; i++) {
      sum += codes[i];
    }
    return sum;
  }

  /**
   * The image's codes by latent, ascending; begins the next image.
   *
   * @param image its number
   * @param grid patches of the image, those without a code included
   */
  List<ImageCodes> finish(int image, int grid) {
    int[] fired = firedLatents();
    int[] start = new int[fired.length + 1];
    // perLatent turns from a count into the place where the latent's next code goes.
    for (int i = 0; i < fired.length; i++) {
      start[i + 1] = start[i] + perLatent[fired[i]];
      perLatent[fired[i]] = start[i];
    }
    int[] sortedPatches = new int[size];
    float[] sortedCodes = new float[size];
    for (int i = 0; i < size; i++) {
      int at = perLatent[latents[i]]++;
      sortedPatches[at] = patches[i];
      sortedCodes[at] = codes[i];
    }
    List<ImageCodes> found = new ArrayList<>(fired.length);
    for (int i = 0; i < fired.length; i++) {
      int count = start[i + 1] - start[i];
      PatchCodes sparse =
          PatchCodes.of(
              Arrays.copyOfRange(sortedPatches, start[i], start[i + 1]),
              Arrays.copyOfRange(sortedCodes, start[i], start[i + 1]),
              count);
      found.add(
          new ImageCodes(image, fired[i], (float) (sparse.sum() / grid), sparse.max(), sparse));
      perLatent[fired[i]] = 0;
    }
    size = 0;
    return found;
  }

  private int[] firedLatents() {
    int[] sorted = Arrays.copyOf(latents, size);
    Arrays.sort(sorted);
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[count++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, count);
  }
}
