package dev.facet.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoPainterTest {

  private static DemoPainter painter;

  @BeforeAll
  static void load() {
    painter = new DemoPainter(ConceptTable.load());
  }

  /** A change of this value changes every demo study and must raise {@link DemoPainter#VERSION}. */
  @Test
  void theWorldIsPinned() throws Exception {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (int seed = 0; seed < 60; seed++) {
      DemoImage image = painter.paint(seed);
      hash.update(image.image().rgb());
      hash.update(image.objectIds());
      hash.update(image.scene().toString().getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        "7da0eb693cfe3b984406f5189561857c", HexFormat.of().formatHex(hash.digest(), 0, 16));
  }

  @Test
  void aSeedPaintsTheSameFromEveryThread() {
    List<DemoImage> alone = IntStream.range(0, 64).mapToObj(painter::paint).toList();
    List<DemoImage> together = IntStream.range(0, 64).parallel().mapToObj(painter::paint).toList();
    for (int i = 0; i < alone.size(); i++) {
      assertArrayEquals(alone.get(i).image().rgb(), together.get(i).image().rgb());
      assertArrayEquals(alone.get(i).objectIds(), together.get(i).objectIds());
      assertEquals(alone.get(i).scene(), together.get(i).scene());
    }
  }

  @Test
  void theMapShowsEveryObjectOfTheSceneAndNoOther() {
    for (int seed = 0; seed < 600; seed++) {
      DemoImage image = painter.paint(seed);
      Set<Integer> ids = new HashSet<>();
      for (byte id : image.objectIds()) {
        ids.add((int) id);
      }
      ids.remove(0);
      int objects = image.scene().objects().size();
      assertEquals(
          IntStream.rangeClosed(1, objects).boxed().collect(Collectors.toSet()),
          ids,
          "seed " + seed + ": " + image.scene());
    }
  }

  @Test
  void objectsOfOnePictureLeaveEachOtherRoom() {
    for (int seed = 0; seed < 200; seed++) {
      DemoImage image = painter.paint(seed, ImageKind.SEVERAL, List.of());
      int[] pixels = new int[image.scene().objects().size() + 1];
      for (byte id : image.objectIds()) {
        pixels[id]++;
      }
      for (int i = 1; i < pixels.length; i++) {
        assertTrue(
            pixels[i] > 600, "seed " + seed + ": object " + i + " has " + pixels[i] + " pixels");
      }
    }
  }

  @Test
  void objectsStandInReadingOrder() {
    for (int seed = 0; seed < 200; seed++) {
      DemoImage image = painter.paint(seed, ImageKind.SEVERAL, List.of());
      int objects = image.scene().objects().size();
      double[] column = new double[objects];
      int[] pixels = new int[objects];
      for (int at = 0; at < image.objectIds().length; at++) {
        int id = image.objectIds()[at];
        if (id > 0) {
          column[id - 1] += at % DemoPainter.SIZE;
          pixels[id - 1]++;
        }
      }
      for (int i = 1; i < objects; i++) {
        double before = column[i - 1] / pixels[i - 1];
        double here = column[i] / pixels[i];
        assertTrue(
            here > before - 24, "seed " + seed + ": object " + (i + 1) + " stands further left");
      }
    }
  }

  @Test
  void scenesAreConsistent() {
    Map<ImageKind, Integer> kinds = new EnumMap<>(ImageKind.class);
    for (int seed = 0; seed < 1500; seed++) {
      DemoScene scene = painter.paint(seed).scene();
      kinds.merge(scene.kind(), 1, Integer::sum);
      String name = "seed " + seed + ": " + scene;
      assertTrue(scene.scenery() == null || scene.color() == null, name);
      assertTrue(scene.scenery() == null || scene.texture() == null, name);
      switch (scene.kind()) {
        case ONE -> assertEquals(1, scene.count(), name);
        case SEVERAL -> assertEquals(scene.count(), scene.concepts().size(), name);
        case COUNT -> {
          assertEquals(1, scene.concepts().size(), name);
          assertTrue(scene.count() >= 3 && scene.count() <= 5, name);
        }
        case TILE -> assertTrue(scene.count() >= 4, name);
        case BACKGROUND -> assertEquals(0, scene.count(), name);
        case BLANK -> {
          assertEquals(0, scene.count(), name);
          assertTrue(scene.color() != null && scene.color().isNeutral(), name);
        }
      }
    }
    assertEquals(ImageKind.values().length, kinds.size(), kinds.toString());
  }

  @Test
  void blankImagesHaveOneExactColour() {
    Set<Integer> seen = new HashSet<>();
    for (int seed = 0; seed < 40; seed++) {
      byte[] rgb = painter.paint(seed, ImageKind.BLANK, List.of()).image().rgb();
      for (byte channel : rgb) {
        assertEquals(rgb[0], channel);
      }
      seen.add(rgb[0] & 255);
    }
    assertEquals(Set.of(0, 128, 255), seen);
  }

  @Test
  void wantedConceptsAreShown() {
    assertEquals(List.of(5), painter.paint(1, ImageKind.ONE, List.of(5)).scene().objects());
    assertTrue(
        painter
            .paint(1, ImageKind.SEVERAL, List.of(5, 9))
            .scene()
            .objects()
            .containsAll(List.of(5, 9)));
    assertThrows(
        IllegalArgumentException.class, () -> painter.paint(1, ImageKind.BLANK, List.of(5)));
    assertThrows(
        IllegalArgumentException.class, () -> painter.paint(1, ImageKind.SEVERAL, List.of(5, 5)));
  }

  @Test
  void worldsLieFarApart() {
    assertEquals(1, DemoPainter.seed(3, 8) - DemoPainter.seed(3, 7));
    assertTrue(Math.abs(DemoPainter.seed(1, 0) - DemoPainter.seed(2, 0)) > 1L << 32);
  }
}
