package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.tensor.Torch;
import dev.facet.workspace.Study;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that happens to an index run hurts the study. */
@Timeout(300)
class InterruptedIndexTest {

  private static final int LATENTS = 24;
  private static final int IMAGES = 20;

  @TempDir static Path temp;

  private static NDManager manager;
  private static Study whole;

  @BeforeAll
  static void make() {
    manager = Torch.newManager();
    NoiseCorpus.images(
        temp.resolve("images"), IMAGES, i -> String.format("class-%d/%02d.png", i % 3, i));
    NoiseCorpus.sae(
        temp.resolve("sae"),
        NoiseCorpus.directions(LATENTS, NoiseCorpus.WIDTH, 4),
        NoiseCorpus.WIDTH,
        "");
    whole = index("whole");
  }

  @AfterAll
  static void close() {
    whole.close();
    manager.close();
  }

  private static Study index(String out) {
    return index(out, temp.resolve("images"), Progress.NONE);
  }

  private static Study index(String out, Path images, Progress progress) {
    return index(out, images, progress, Cancellation.NONE);
  }

  private static Study index(
      String out, Path images, Progress progress, Cancellation cancellation) {
    return StudyIndexer.index(
        IndexUntilKilled.spec(NoiseCorpus.CLIP, temp.resolve("sae"), images, temp.resolve(out)),
        manager,
        progress,
        cancellation,
        IndexHost.ALONE,
        IndexUntilKilled.PART);
  }

  private static void assertSame(Study expected, Study found) {
    assertEquals(expected.manifest().figures(), found.manifest().figures());
    assertEquals(expected.parts().committed(), found.parts().committed());
    assertEquals(expected.depths().levels(), found.depths().levels());
    for (int latent = 0; latent < LATENTS; latent++) {
      assertEquals(expected.features().profile(latent, 16), found.features().profile(latent, 16));
    }
  }

  @Test
  void killed_in_the_pass_between_parts_and_after_it_the_study_comes_out_the_same()
      throws Exception {
    List<String> moments =
        List.of(
            "reading words 0",
            "indexing images 3",
            "indexing images 12",
            "comparing directions 0",
            "comparing images 2");
    for (String moment : moments) {
      killAt(moment);
    }
    try (Study survived = index("killed")) {
      assertSame(whole, survived);
    }
  }

  /** Runs the indexer in a process of its own and kills it as soon as it says a line. */
  private static void killAt(String moment) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                IndexUntilKilled.class.getName(),
                NoiseCorpus.CLIP.toAbsolutePath().toString(),
                temp.resolve("sae").toString(),
                temp.resolve("images").toString(),
                temp.resolve("killed").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.equals(moment)) {
        line = lines.readLine();
      }
      process.destroyForcibly();
      assertNotNull(line, "the run ended before it said '" + moment + "'");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void images_that_are_removed_end_the_run_with_words_and_it_goes_on_when_they_are_back()
      throws IOException {
    Path images = temp.resolve("moving");
    copy(temp.resolve("images"), images);
    Path away = temp.resolve("away");
    FacetException gone =
        assertThrows(
            FacetException.class,
            () ->
                index(
                        "removed",
                        images,
                        (activity, done, total) -> {
                          // The folder has been listed, no image has been read.
                          if (activity.equals("reading words") && done == 0) {
                            move(images, away);
                          }
                        })
                    .close());
    assertEquals(FacetException.Kind.NOT_FOUND, gone.kind());
    assertTrue(gone.getMessage().contains("was removed while"), gone.getMessage());
    move(away, images);
    try (Study study = index("removed", images, Progress.NONE)) {
      assertEquals(0, study.images().skipped().size());
      assertEquals(IMAGES, study.manifest().figures().images());
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void a_full_disk_is_named_and_the_run_goes_on_when_there_is_room() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "a device without room");
    Path part = temp.resolve("full/codes/part-00002.parquet.tmp");
    FacetException told =
        assertThrows(
            FacetException.class,
            () ->
                index(
                        "full",
                        temp.resolve("images"),
                        (activity, done, total) -> {
                          if (activity.equals("indexing images") && done == 3) {
                            link(part, full);
                          }
                        })
                    .close());
    assertEquals(FacetException.Kind.NO_SPACE, told.kind(), told.getMessage());
    Files.delete(part);
    try (Study study = index("full")) {
      assertSame(whole, study);
    }
  }

  private static void link(Path link, Path target) {
    try {
      Files.createDirectories(link.getParent()); // parts are written beside this thread
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_part_that_is_damaged_is_named_and_the_run_goes_on_when_it_is_back() throws IOException {
    AtomicBoolean cancelled = new AtomicBoolean();
    Progress untilTwoParts =
        (activity, done, total) -> {
          if (activity.equals("indexing images") && done > 2 * IndexUntilKilled.PART) {
            cancelled.set(true);
          }
        };
    assertThrows(
        CancellationException.class,
        () -> index("damaged", temp.resolve("images"), untilTwoParts, cancelled::get).close());
    Path part = temp.resolve("damaged/codes/part-00001.parquet");
    byte[] good = Files.readAllBytes(part);
    Files.write(part, Arrays.copyOf(good, good.length / 2));
    FacetException cut = assertThrows(FacetException.class, () -> index("damaged").close());
    assertTrue(
        cut.getMessage().contains("damaged: its file codes/part-00001.parquet"), cut.getMessage());
    Files.delete(part);
    FacetException gone = assertThrows(FacetException.class, () -> index("damaged").close());
    assertTrue(gone.getMessage().contains("part-00001.parquet is missing"), gone.getMessage());
    Files.write(part, good);
    try (Study study = index("damaged")) {
      assertSame(whole, study);
    }
  }

  @Test
  void a_study_folder_that_is_removed_is_not_made_anew() {
    FacetException told =
        assertThrows(
            FacetException.class,
            () ->
                index(
                        "vanished",
                        temp.resolve("images"),
                        (activity, done, total) -> {
                          if (activity.equals("indexing images") && done == 6) {
                            move(temp.resolve("vanished"), temp.resolve("elsewhere"));
                          }
                        })
                    .close());
    assertTrue(told.getMessage().contains("was removed while"), told.getMessage());
    assertFalse(Files.exists(temp.resolve("vanished")));
  }
}
