package dev.facet.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.Fixtures;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever happens to a valid file, it loads or is refused with a sentence: 3,000 mutants of each
 * of eight formats. A failure names its seed.
 */
final class MutatedFilesTest {

  private static final int MUTANTS = 3000;

  /** No mutant may make the reader take more than this for one tensor. */
  private static final long MAX_ELEMENTS = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "saes/bad/safetensors/ok_metadata.safetensors, 11",
    "saes/bad/torch/ok.pt, 12",
    "saes/pt_protocol4/trainer_0/ae.pt, 13",
    "saes/pt_legacy_bfloat16/trainer_0/ae.pt, 14",
    "saes/prisma_pkl_gz/sae/final_sae.pkl.gz, 15",
    "saes/gemmascope1_deflated/layer_12/width_16k/average_l0_71/params.npz, 16",
    "saes/bad/saev/ok.pt, 17",
    "saes/prisma_gated/sae/n_images_500.pt, 18"
  })
  void loadsOrSaysWhy(String name, long seed) throws IOException {
    Path file = Fixtures.resource(name);
    byte[] original = Files.readAllBytes(file);
    assertTrue(tryRead(name, original), "the original must load");
    int loaded = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Random random = new Random(seed * MUTANTS + i);
      byte[] mutant = mutate(original, random);
      try {
        loaded += tryRead(name, mutant) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("mutant " + i + " of " + name + ", seed " + seed, e);
      }
    }
    assertTrue(loaded < MUTANTS, "some mutants must be refused");
  }

  /** True when it loads; false when it is refused as it should be. */
  private static boolean tryRead(String name, byte[] bytes) {
    try {
      TensorCopier copier = new TensorCopier(new OpenFiles());
      Contents contents = FileFormat.read(name, MemorySegment.ofArray(bytes));
      for (StoredTensor t : contents.tensors().values()) {
        assertTrue(t.info().elements() <= MAX_ELEMENTS, t.toString());
        t.read(FloatBuffer.allocate((int) t.info().elements()), copier);
      }
      return true;
    } catch (FacetException e) {
      assertTrue(e.getMessage().contains(name), e.getMessage());
      return false;
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] out = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int c = 0; c < changes; c++) {
      // Heads and tails hold the structure, the middle mostly numbers: prefer the former.
      int at =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(Math.min(out.length, 1024));
            case 1 -> out.length - 1 - random.nextInt(Math.min(out.length, 1024));
            default -> random.nextInt(out.length);
          };
      switch (random.nextInt(6)) {
        case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> out[at] = (byte) random.nextInt(256);
        case 2 -> out[at] = new byte[] {0, -1, 127, -128, '{', '"', '(', 'R'}[random.nextInt(8)];
        case 3 -> out = Arrays.copyOf(out, Math.max(1, at));
        case 4 -> {
          int length = Math.min(1 + random.nextInt(16), out.length - at);
          byte[] piece = Arrays.copyOfRange(out, at, at + length);
          System.arraycopy(piece, 0, out, random.nextInt(out.length - length + 1), length);
        }
        default -> {
          int length = Math.min(1 + random.nextInt(8), out.length - 1);
          byte[] shorter = new byte[out.length - length];
          int cut = Math.min(at, shorter.length);
          System.arraycopy(out, 0, shorter, 0, cut);
          System.arraycopy(out, cut + length, shorter, cut, shorter.length - cut);
          out = shorter;
        }
      }
    }
    return out;
  }
}
