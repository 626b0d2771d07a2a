package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.model.ModelFixture;
import dev.facet.tensor.Torch;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The identities that every steering rule must obey, on random activations and SAEs. */
class SiteEditTest {

  private static final int WIDTH = 12;
  private static final int LATENTS = 40;
  private static final int PATCHES = 9;
  private static final Placement PLACE = place(1);

  private NDManager manager;

  /** A CLS token, then the patches. */
  private static Placement place(int tiles) {
    int[][] places = new int[tiles][PATCHES];
    for (int[] tile : places) {
      Arrays.setAll(tile, p -> 1 + p);
    }
    return new Placement(
        Tower.VISION, tiles, 1 + PATCHES, 1 + PATCHES, 1 + PATCHES, places, new int[0]);
  }

  @BeforeEach
  void open() {
    manager = Torch.newManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray activations(long seed, int rows) {
    Random random = new Random(seed);
    float[] values = new float[rows * (PATCHES + 1) * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 2;
    }
    return manager.create(values, new Shape(rows, PATCHES + 1, WIDTH));
  }

  private static SiteEdit edit(
      TinySae sae, Mode mode, Positions positions, int latent, double... strengths) {
    float[][] directions = new float[strengths.length][];
    Arrays.fill(directions, sae.direction(latent));
    int[] latents = new int[strengths.length];
    Arrays.fill(latents, latent);
    return new SiteEdit(
        HookPoint.out(Tower.VISION, 0),
        mode,
        List.of(positions),
        During.PREFILL,
        strengths,
        directions,
        latents,
        sae);
  }

  @Test
  void addingNothingIsTheIdentityToTheLastBit() {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 0, 1);
    NDArray x = activations(1, 1);
    assertArrayEquals(
        x.toFloatArray(), edit(sae, Mode.ADD, Positions.ALL, 3, 0).apply(x, PLACE).toFloatArray());
    assertArrayEquals(
        x.toFloatArray(),
        edit(sae, Mode.SCALE, Positions.ALL, 3, 1).apply(x, PLACE).toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void clampingToTheCurrentCodeIsTheIdentityToTheLastBit(int k) {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, k, 2);
    NDArray x = activations(2, 1).get(new NDIndex(":, 4:5"));
    Placement one = Placement.answer(1);
    float[] codes = sae.encode(x).toFloatArray();
    for (int latent = 0; latent < LATENTS; latent++) {
      NDArray same =
          edit(sae, Mode.CLAMP_KEEP_ERROR, Positions.ALL, latent, codes[latent]).apply(x, one);
      assertArrayEquals(x.toFloatArray(), same.toFloatArray(), "latent " + latent);
    }
  }

  @Test
  void keepingTheErrorIsAddingTheMissingPartOfTheDirection() {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 0, 3);
    NDArray x = activations(3, 1);
    for (double strength : new double[] {-4, 0, 2.5, 30}) {
      NDArray clamped =
          edit(sae, Mode.CLAMP_KEEP_ERROR, Positions.ALL, 7, strength).apply(x, PLACE);
      NDArray missing = sae.encode(x).get(new NDIndex(":, :, 7")).neg().add(strength).expandDims(2);
      NDArray added = x.add(missing.mul(manager.create(sae.direction(7))));
      ModelFixture.assertClose(
          "strength " + strength, added.toFloatArray(), clamped.toFloatArray(), 2e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theOrderOfLatentsDoesNotMatter(Mode mode) {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 6, 4);
    List<Integer> order = new java.util.ArrayList<>(IntStream.range(0, LATENTS).boxed().toList());
    Collections.shuffle(order, new Random(5));
    TinySae other = sae.permuted(order.stream().mapToInt(Integer::intValue).toArray());
    NDArray x = activations(4, 1);
    int moved = order.indexOf(7);
    ModelFixture.assertClose(
        mode.name(),
        edit(sae, mode, Positions.ALL, 7, 3).apply(x, PLACE).toFloatArray(),
        edit(other, mode, Positions.ALL, moved, 3).apply(x, PLACE).toFloatArray(),
        2e-5);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void otherPositionsStayBitIdentical(Mode mode) {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 6, 6);
    NDArray x = activations(6, 1);
    float[] before = x.toFloatArray();
    List<Integer> chosen = List.of(0, 3, 8);
    float[] masked =
        edit(sae, mode, Positions.mask(List.of(chosen)), 7, 9).apply(x, PLACE).toFloatArray();
    float[] all = edit(sae, mode, Positions.ALL, 7, 9).apply(x, PLACE).toFloatArray();
    float[] cls = edit(sae, mode, Positions.CLS, 7, 9).apply(x, PLACE).toFloatArray();
    for (int token = 0; token <= PATCHES; token++) {
      for (int i = token * WIDTH; i < (token + 1) * WIDTH; i++) {
        assertEquals(chosen.contains(token - 1) ? all[i] : before[i], masked[i]);
        assertEquals(token == 0 ? all[i] : before[i], cls[i]);
      }
    }
  }

  @Test
  void activeMeansPatchesWhereTheCodeIsAboveZero() {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 6, 8);
    NDArray x = activations(8, 1);
    float[] codes = sae.encode(x).get(new NDIndex("0, :, 7")).toFloatArray();
    float[] before = x.toFloatArray();
    float[] after = edit(sae, Mode.ADD, Positions.ACTIVE, 7, 5).apply(x, PLACE).toFloatArray();
    int touched = 0;
    for (int token = 0; token <= PATCHES; token++) {
      boolean active = token > 0 && codes[token] > 0;
      touched += active ? 1 : 0;
      if (active) {
        assertNotEquals(before[token * WIDTH], after[token * WIDTH]);
      } else {
        assertEquals(before[token * WIDTH], after[token * WIDTH]);
      }
    }
    assertTrue(touched > 0 && touched < PATCHES, touched + " active patches make a test");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aBatchIsItsRowsOneByOne(Mode mode) {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 6, 9);
    Placement two = place(2);
    NDArray one = activations(9, 2);
    double[] strengths = {-3, 0.5, 8};
    for (Positions positions : List.of(Positions.ALL, Positions.PATCHES, Positions.ACTIVE)) {
      NDArray batch =
          edit(sae, mode, positions, 7, strengths).apply(one.tile(new long[] {3, 1, 1}), two);
      for (int r = 0; r < strengths.length; r++) {
        ModelFixture.assertClose(
            mode + " " + strengths[r],
            edit(sae, mode, positions, 7, strengths[r]).apply(one, two).toFloatArray(),
            batch.get(new NDIndex("{}:{}", 2 * r, 2 * r + 2)).toFloatArray(),
            1e-6);
      }
    }
  }

  @Test
  void encodingAnImageIsEncodingItsTokens() {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 6, 10);
    NDArray x = activations(10, 3);
    ModelFixture.assertClose(
        "codes",
        sae.encode(x.reshape(-1, WIDTH)).toFloatArray(),
        sae.encode(x).toFloatArray(),
        1e-6);
  }

  @Test
  void theCapLiftsProjectionsToTheStrengthAndLeavesLargerOnes() {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 0, 11);
    NDArray x = activations(11, 1);
    float[] d = sae.direction(7);
    double square = 0;
    for (float v : d) {
      square += v * v;
    }
    NDArray unit = manager.create(d).div((float) square);
    float[] before = x.mul(unit).sum(new int[] {2}).toFloatArray();
    for (double strength : new double[] {0.4, -0.4}) {
      float[] after =
          edit(sae, Mode.PROJECTION_CAP, Positions.ALL, 7, strength)
              .apply(x, PLACE)
              .mul(unit)
              .sum(new int[] {2})
              .toFloatArray();
      for (int t = 0; t < before.length; t++) {
        double wanted =
            strength > 0 ? Math.max(before[t], strength) : Math.min(before[t], strength);
        assertEquals(wanted, after[t], 1e-5);
      }
    }
  }

  @Test
  void zeroingOthersIsOneDirectionAndTheBias() {
    TinySae sae = TinySae.random(manager, WIDTH, LATENTS, 6, 12);
    float[] d = sae.direction(7);
    float[] bias = sae.decode(manager.zeros(new Shape(1, LATENTS))).toFloatArray();
    float[] after =
        edit(sae, Mode.ZERO_OTHERS, Positions.ALL, 7, 3)
            .apply(activations(12, 1), PLACE)
            .toFloatArray();
    for (int i = 0; i < after.length; i++) {
      assertEquals(3 * d[i % WIDTH] + bias[i % WIDTH], after[i], 1e-5);
    }
  }
}
