package dev.facet.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import dev.facet.core.Progress;
import dev.facet.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

  private static final long SEED = 11;
  private static final int SIZE = DemoPainter.SIZE;

  @TempDir Path temp;

  @Test
  void theFolderHoldsWhatThePainterPaints() {
    Path out = temp.resolve("world");
    List<Long> steps = new ArrayList<>();
    Path images =
        DemoFolder.write(
            out, 20, SEED, (activity, done, total) -> steps.add(done), Cancellation.NONE);
    assertEquals(out.resolve("images"), images);
    assertEquals(20, steps.getLast());

    ConceptTable concepts = ConceptTable.load();
    DemoPainter painter = new DemoPainter(concepts);
    DemoCaptions captions = new DemoCaptions(concepts);
    JsonArray said = array(out, DemoFolder.CAPTIONS, "annotations");
    JsonArray names = array(out, DemoFolder.CAPTIONS, "images");
    assertEquals(20, said.size());
    for (int i = 0; i < 20; i++) {
      DemoImage painted = painter.paint(DemoFolder.imageSeed(SEED, i));
      JsonObject entry = names.get(i).getAsJsonObject();
      assertEquals(i + 1, entry.get("id").getAsInt());
      assertArrayEquals(
          painted.image().rgb(),
          ImageReader.read(images.resolve(entry.get("file_name").getAsString())).rgb());
      assertEquals(
          captions.caption(painted.scene()),
          said.get(i).getAsJsonObject().get("caption").getAsString());
      assertArrayEquals(painted.objectIds(), objectIds(out, i + 1, painted.scene()));
    }
    assertEquals(147, array(out, DemoFolder.INSTANCES, "categories").size());
  }

  @Test
  void aCancelledFolderIsCompletedAndThenEqualsAnUninterruptedOne() throws IOException {
    Path whole = temp.resolve("whole");
    DemoFolder.write(whole, 20, SEED, Progress.NONE, Cancellation.NONE);
    Path broken = temp.resolve("broken");
    Cancellation afterSome =
        () ->
            Files.exists(broken.resolve(DemoFolder.IMAGES).resolve(DemoFolder.fileName(3)))
                || Files.exists(broken.resolve(DemoFolder.IMAGES).resolve(DemoFolder.fileName(13)));
    assertThrows(
        CancellationException.class,
        () -> DemoFolder.write(broken, 20, SEED, Progress.NONE, afterSome));
    assertFalse(Files.exists(broken.resolve(DemoFolder.CAPTIONS)));
    DemoFolder.write(broken, 20, SEED, Progress.NONE, Cancellation.NONE);
    assertEquals(files(whole), files(broken));
    for (String file : files(whole)) {
      assertEquals(-1, Files.mismatch(whole.resolve(file), broken.resolve(file)), file);
    }
  }

  @Test
  void aFolderGrows() throws IOException {
    DemoFolder.write(temp.resolve("a"), 5, SEED, Progress.NONE, Cancellation.NONE);
    DemoFolder.write(temp.resolve("a"), 8, SEED, Progress.NONE, Cancellation.NONE);
    DemoFolder.write(temp.resolve("b"), 8, SEED, Progress.NONE, Cancellation.NONE);
    for (String file : files(temp.resolve("b"))) {
      assertEquals(
          -1,
          Files.mismatch(temp.resolve("a").resolve(file), temp.resolve("b").resolve(file)),
          file);
    }
  }

  @Test
  void foldersThatHoldSomethingElseAreRefused() throws IOException {
    Path strange = Files.createDirectory(temp.resolve("strange"));
    Files.writeString(strange.resolve("letter.txt"), "dear");
    assertRefused(strange, 5, SEED, "not empty");
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertRefused(file, 5, SEED, "expected a folder");
    Path world = temp.resolve("world");
    DemoFolder.write(world, 5, SEED, Progress.NONE, Cancellation.NONE);
    assertRefused(world, 5, SEED + 1, "seed 11");
    assertRefused(world, 4, SEED, "5 images");
    assertRefused(temp.resolve("none"), 0, SEED, "from 1 to");
  }

  private void assertRefused(Path out, int images, long seed, String reason) {
    FacetException refused =
        assertThrows(
            FacetException.class,
            () -> DemoFolder.write(out, images, seed, Progress.NONE, Cancellation.NONE));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  /** Decodes the masks of an image back into a map of object numbers. */
  private static byte[] objectIds(Path out, int image, DemoScene scene) {
    byte[] ids = new byte[SIZE * SIZE];
    int object = 0;
    for (JsonElement element : array(out, DemoFolder.INSTANCES, "annotations")) {
      JsonObject annotation = element.getAsJsonObject();
      if (annotation.get("image_id").getAsInt() != image) {
        continue;
      }
      assertEquals(scene.objects().get(object) + 1, annotation.get("category_id").getAsInt());
      object++;
      int at = 0;
      int area = 0;
      boolean inside = false;
      for (JsonElement run : annotation.getAsJsonObject("segmentation").getAsJsonArray("counts")) {
        for (int i = 0; i < run.getAsInt(); i++, at++) {
          if (inside) {
            ids[at % SIZE * SIZE + at / SIZE] = (byte) object;
            area++;
          }
        }
        inside = !inside;
      }
      assertEquals(SIZE * SIZE, at);
      assertEquals(annotation.get("area").getAsInt(), area);
    }
    return ids;
  }

  private static JsonArray array(Path out, String file, String key) {
    return JsonFile.read(out.resolve(file)).root().getAsJsonArray(key);
  }

  private static List<String> files(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
