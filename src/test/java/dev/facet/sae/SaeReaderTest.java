package dev.facet.sae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.Fixtures;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.JsonFile;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Codes and reconstructions against those that each library computes from its own files. */
final class SaeReaderTest {

  static List<String> cases() {
    return Fixtures.saes();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatTheLibraryComputes(String name) {
    Path folder = Fixtures.sae(name);
    JsonFile facts = Fixtures.expectedJson(folder);
    double codesTolerance = facts.child("tolerance").number("codes", 0);
    double reconTolerance = facts.child("tolerance").number("recon", 0);
    try (NDManager manager = Torch.newManager();
        Checkpoint expected = Fixtures.expected(folder);
        Sae sae = SaeReader.open(folder.resolve(facts.string("root", ".")), manager)) {
      for (String suffix : List.of("", "3")) {
        NDArray x = array(manager, expected.tensor("x" + suffix));
        NDArray codes = sae.encode(x);
        close(expected.tensor("codes" + suffix), codes, codesTolerance, true);
        close(expected.tensor("recon" + suffix), sae.decode(codes, x), reconTolerance, false);
        close(expected.tensor("recon" + suffix), sae.reconstruct(x), reconTolerance, false);
        assertSparse(sae, x, codes, reconTolerance);
        if (suffix.isEmpty() && expected.has("decode_only")) {
          close(expected.tensor("decode_only"), sae.decode(codes), reconTolerance, false);
        }
      }
    }
  }

  /** A latent whose direction is zero has codes of zero and spoils no reconstruction. */
  @Test
  void aLatentWithoutADirectionIsHarmless(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("cfg.json"),
        "{\"architecture\": \"topk\", \"k\": 2, \"rescale_acts_by_decoder_norm\": true}");
    Files.write(folder.resolve("._sae_weights.safetensors"), new byte[] {1, 2, 3});
    SafetensorsWriter.write(
        folder.resolve("SAE_Weights.SAFETENSORS"),
        Map.of(
            "W_enc", new FloatTensor(new long[] {2, 3}, new float[] {1, 0, 1, 0, 1, 1}),
            "b_enc", new FloatTensor(new long[] {3}, new float[] {0, 0, 0}),
            "W_dec", new FloatTensor(new long[] {3, 2}, new float[] {2, 0, 0, 1, 0, 0}),
            "b_dec", new FloatTensor(new long[] {2}, new float[] {0, 0})),
        Map.of());
    try (NDManager manager = Torch.newManager();
        Sae sae = SaeReader.open(folder, manager)) {
      NDArray x = manager.create(new float[] {2, 3}, new Shape(1, 2));
      assertArrayEquals(new float[] {4, 3, 0}, sae.encode(x).toFloatArray());
      assertArrayEquals(new float[] {4, 3}, sae.reconstruct(x).toFloatArray());
    }
  }

  /** Gemma Scope 2 multiplies x by its affine skip connection as it lies in the file, [D, D]. */
  @Test
  void anAffineSkipConnectionIsNotTransposed(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"architecture\": \"jump_relu\", \"type\": \"transcoder\", \"affine_connection\": true}");
    SafetensorsWriter.write(
        folder.resolve("params.safetensors"),
        Map.of(
            "w_enc", new FloatTensor(new long[] {2, 3}, new float[] {1, 0, 1, 0, 1, 1}),
            "b_enc", new FloatTensor(new long[] {3}, new float[] {0, 0, 0}),
            "threshold", new FloatTensor(new long[] {3}, new float[] {0.5f, 0.5f, 9}),
            "w_dec", new FloatTensor(new long[] {3, 2}, new float[] {10, 0, 0, 10, 7, 7}),
            "b_dec", new FloatTensor(new long[] {2}, new float[] {1, 2}),
            "affine_skip_connection",
                new FloatTensor(new long[] {2, 2}, new float[] {0, 100, 0, 0})),
        Map.of());
    try (NDManager manager = Torch.newManager();
        Sae sae = SaeReader.open(folder, manager)) {
      NDArray x = manager.create(new float[] {2, 3}, new Shape(1, 2));
      assertArrayEquals(new float[] {2, 3, 0}, sae.encode(x).toFloatArray());
      assertArrayEquals(new float[] {21, 232}, sae.reconstruct(x).toFloatArray());
      assertEquals(List.of("skip_connection"), sae.info().options());
    }
  }

  /**
   * ViT-Prisma's transcoders subtract one bias and add another, and undo the norm after the skip.
   */
  @Test
  void transcodersOfPrismaHaveTwoBiases(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"hook_point_layer\": 3, \"activation_fn_str\": \"relu\", \"is_transcoder\": true,"
            + " \"normalize_activations\": \"constant_norm_rescale\"}");
    SafetensorsWriter.write(
        folder.resolve("weights.safetensors"),
        Map.of(
            "W_enc", FloatTensor.of(new float[] {1, 0, 0, 1}, 2, 2),
            "b_enc", FloatTensor.of(new float[] {0, 0}, 2),
            "b_dec", FloatTensor.of(new float[] {0.5f, 2}, 2),
            "W_dec", FloatTensor.of(new float[] {8, 0, 0, 8}, 2, 2),
            "b_dec_out", FloatTensor.of(new float[] {16, 32}, 2),
            "W_skip", FloatTensor.of(new float[] {0, 1, 0, 0}, 2, 2)),
        Map.of());
    try (NDManager manager = Torch.newManager();
        Sae sae = SaeReader.open(folder, manager)) {
      // |x| = 4 sqrt(2), so that x / 4 is encoded.
      NDArray x = manager.create(new float[] {4, 4}, new Shape(1, 2));
      assertArrayEquals(new float[] {0.5f, 0}, sae.encode(x).toFloatArray(), 1e-6f);
      assertArrayEquals(new float[] {96, 128}, sae.reconstruct(x).toFloatArray(), 1e-4f);
    }
  }

  @Test
  void anSaeMayLieInShards(@TempDir Path folder) throws IOException {
    Path layer = Files.createDirectories(folder.resolve("layers.5"));
    Files.writeString(
        layer.resolve("cfg.json"), "{\"activation\": \"topk\", \"k\": 1, \"d_in\": 2}");
    SafetensorsWriter.write(
        layer.resolve("a.safetensors"),
        Map.of(
            "encoder.weight", FloatTensor.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2),
            "encoder.bias", FloatTensor.of(new float[] {0, 0, -2}, 3)),
        Map.of());
    SafetensorsWriter.write(
        layer.resolve("b.safetensors"),
        Map.of(
            "W_dec", FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
            "b_dec", FloatTensor.of(new float[] {0, 1}, 2)),
        Map.of());
    Files.writeString(
        layer.resolve("sae.safetensors.index.json"),
        "{\"weight_map\": {\"encoder.weight\": \"a.safetensors\", \"encoder.bias\":"
            + " \"a.safetensors\", \"W_dec\": \"b.safetensors\", \"b_dec\": \"b.safetensors\"}}");
    try (NDManager manager = Torch.newManager();
        Sae sae = SaeReader.open(layer, manager)) {
      NDArray x = manager.create(new float[] {1, 4}, new Shape(1, 2));
      assertArrayEquals(new float[] {0, 3, 0}, sae.encode(x).toFloatArray());
      assertArrayEquals(new float[] {9, 13}, sae.reconstruct(x).toFloatArray());
      assertEquals("sparsify", sae.info().library());
      assertEquals("layers.5", sae.info().hookName());
    }
  }

  /** Few of many latents fire: what they stand for is gathered, not multiplied. */
  @Test
  void sparseCodesAreTheDenseOnes() {
    try (NDManager manager = Torch.newManager();
        Sae sae = SaeReader.open(Path.of("models/demo/sae"), manager)) {
      NDArray x = manager.randomNormal(new Shape(3, 7, sae.info().dIn())).mul(2);
      NDArray codes = sae.encode(x);
      long fired = codes.neq(0).sum().getLong();
      assertTrue(fired > 0 && fired * 8 < codes.size(), fired + " codes");
      assertSparse(sae, x, codes, 1e-5);
      NDArray nothing = manager.zeros(x.getShape()).add(sae.decode(codes.zerosLike()));
      NDArray none = sae.encode(nothing);
      assertEquals(0, none.neq(0).sum().getLong());
      assertSparse(sae, nothing, none, 1e-5);
    }
  }

  /** The plain arrays against the dense codes and what they decode to. */
  private static void assertSparse(Sae sae, NDArray x, NDArray codes, double tolerance) {
    float[] dense = codes.toFloatArray();
    float[] reconstruction = sae.decode(codes, x).toFloatArray();
    SparseEncoding expected = SparseEncoding.ofDense(dense, sae.info().latents(), reconstruction);
    SparseEncoding got = sae.encodeSparse(x);
    assertArrayEquals(expected.starts(), got.starts());
    assertArrayEquals(expected.latents(), got.latents());
    assertArrayEquals(expected.codes(), got.codes());
    float max = 1;
    for (float v : reconstruction) {
      max = Math.max(max, Math.abs(v));
    }
    assertArrayEquals(reconstruction, got.reconstruction(), (float) (tolerance * max));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsWhatItIs(String name) {
    Path folder = Fixtures.sae(name);
    JsonFile facts = Fixtures.expectedJson(folder);
    SaeInfo info = SaeReader.inspect(folder.resolve(facts.string("root", ".")));
    assertEquals(facts.integer("d_in", -1), info.dIn());
    assertEquals(facts.integer("d_sae", -1), info.latents());
    assertEquals(facts.string("sparsifier"), info.sparsity().rule().word());
    assertEquals(facts.bool("pre_bias", false), info.preBias());
    if (facts.has("k")) {
      assertEquals(facts.integer("k", -1), info.k());
    }
    if (facts.has("dict_class")) {
      assertEquals(facts.string("dict_class"), info.architecture());
    }
    if (facts.has("layer") && info.hook() != null) {
      assertEquals(facts.integer("layer", -1), info.hook().layer());
    }
    if (facts.has("warn")) {
      String warned = String.join(" ", info.warnings()).toLowerCase(Locale.ROOT);
      assertTrue(warned.contains(facts.string("warn", "?")), warned);
    }
    String library = facts.string("format", "");
    assertFalse(library.isEmpty());
    assertEquals(
        facts.string("root", ".").contains("transcoder") || name.contains("transcoder"),
        info.transcoder());
  }

  private static NDArray array(NDManager manager, FloatTensor t) {
    return manager.create(t.data(), new Shape(t.shape()));
  }

  private static void close(
      FloatTensor expected, NDArray got, double tolerance, boolean sameSupport) {
    assertEquals(new Shape(expected.shape()), got.getShape());
    float[] a = got.toFloatArray();
    float[] b = expected.data();
    float max = 1;
    for (float v : b) {
      max = Math.max(max, Math.abs(v));
    }
    for (int i = 0; i < b.length; i++) {
      assertEquals(b[i], a[i], tolerance * max, "element " + i);
      if (sameSupport) {
        assertEquals(b[i] != 0, a[i] != 0, "support at " + i);
      }
    }
  }
}
