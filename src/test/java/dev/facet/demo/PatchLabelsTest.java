package dev.facet.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.image.RgbImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatchLabelsTest {

  private static final ConceptTable CONCEPTS = ConceptTable.load();
  private static final SceneAttributes ATTRIBUTES = new SceneAttributes(CONCEPTS);

  /** Two by two patches of 10 x 10 pixels with 30, 20, 2 and 26 object pixels. */
  @Test
  void aQuarterMakesAnObjectAndAFiftiethSpoilsTheBackground() {
    byte[] ids = new byte[400];
    mark(ids, 0, 0, 30, 1);
    mark(ids, 0, 10, 20, 1);
    mark(ids, 10, 0, 2, 2);
    mark(ids, 10, 10, 26, 2);
    DemoScene scene =
        new DemoScene(ImageKind.SEVERAL, List.of(7, 3), 2, DemoColor.RED, null, null, null);
    DemoImage image = new DemoImage(new RgbImage(20, 20, new byte[1200]), ids, scene);
    assertArrayEquals(
        new short[] {7, PatchLabels.IGNORE, PatchLabels.BACKGROUND, 3},
        PatchLabels.label(image, 2));
    assertThrows(IllegalArgumentException.class, () -> PatchLabels.label(image, 21));
  }

  @Test
  void theLargerObjectOfAPatchWins() {
    byte[] ids = new byte[100];
    mark(ids, 0, 0, 40, 1);
    mark(ids, 4, 0, 50, 2);
    DemoScene scene =
        new DemoScene(ImageKind.SEVERAL, List.of(7, 3), 2, DemoColor.RED, null, null, null);
    DemoImage image = new DemoImage(new RgbImage(10, 10, new byte[300]), ids, scene);
    assertArrayEquals(new short[] {3}, PatchLabels.label(image, 1));
  }

  @Test
  void gridsThatDoNotDivideTheImageCoverAllOfIt() {
    DemoImage image = new DemoPainter(CONCEPTS).paint(3, ImageKind.TILE, List.of(4));
    short[] labels = PatchLabels.label(image, 7);
    assertEquals(49, labels.length);
    boolean found = false;
    for (short label : labels) {
      assertTrue(label == 4 || label < 0);
      found |= label == 4;
    }
    assertTrue(found);
  }

  @Test
  void anObjectPatchHasTheObjectAndABackgroundPatchTheBackground() {
    int fox = CONCEPTS.byWord("fox").orElseThrow().index();
    DemoScene scene =
        new DemoScene(
            ImageKind.ONE, List.of(fox), 1, DemoColor.RED, Texture.DOTS, null, ImageStyle.BLURRED);
    Attribute style = new Attribute(Attribute.Type.STYLE, "blurred");
    Set<Attribute> object =
        Set.of(
            new Attribute(Attribute.Type.OBJECT, "fox"),
            new Attribute(Attribute.Type.SUB, "mammal"),
            new Attribute(Attribute.Type.SUPER, "animal"));
    Set<Attribute> background =
        Set.of(
            new Attribute(Attribute.Type.COLOR, "red"),
            new Attribute(Attribute.Type.TEXTURE, "dots"));
    assertEquals(union(object, Set.of(style)), ATTRIBUTES.ofPatch(scene, (short) fox));
    assertEquals(
        union(background, Set.of(style)), ATTRIBUTES.ofPatch(scene, PatchLabels.BACKGROUND));
    assertEquals(
        union(union(object, background), Set.of(style)),
        ATTRIBUTES.ofPatch(scene, PatchLabels.IGNORE));
  }

  @Test
  void anEdgeBetweenTwoConceptsNamesNeither() {
    DemoScene scene =
        new DemoScene(ImageKind.SEVERAL, List.of(0, 1), 2, null, null, Scenery.SKY, null);
    assertEquals(
        Set.of(new Attribute(Attribute.Type.SCENE, "sky")),
        ATTRIBUTES.ofPatch(scene, PatchLabels.IGNORE));
  }

  @Test
  void anAttributeIsNamedByAnyOfItsWords() {
    assertEquals(
        Set.of("mouse", "mice"), ATTRIBUTES.words(new Attribute(Attribute.Type.OBJECT, "mouse")));
    assertEquals(Set.of("sheep"), ATTRIBUTES.words(new Attribute(Attribute.Type.OBJECT, "sheep")));
    Set<String> animal = ATTRIBUTES.words(new Attribute(Attribute.Type.SUPER, "animal"));
    assertTrue(animal.containsAll(Set.of("animal", "animals", "cat", "cats")), animal.toString());
    assertFalse(animal.contains("car"));
    assertEquals(Set.of("sea"), ATTRIBUTES.words(new Attribute(Attribute.Type.SCENE, "sea")));
  }

  @Test
  void baseRatesAreSharesOfPatches() {
    DemoScene red =
        new DemoScene(ImageKind.BACKGROUND, List.of(), 0, DemoColor.RED, null, null, null);
    DemoScene sky =
        new DemoScene(ImageKind.BACKGROUND, List.of(), 0, null, null, Scenery.SKY, null);
    short[] labels = new short[64];
    Arrays.fill(labels, PatchLabels.BACKGROUND);
    Map<Attribute, Double> rates = ATTRIBUTES.baseRates(List.of(red, sky), List.of(labels, labels));
    assertEquals(
        Map.of(
            new Attribute(Attribute.Type.COLOR, "red"), 0.5,
            new Attribute(Attribute.Type.SCENE, "sky"), 0.5),
        rates);
  }

  /** Marks pixels row by row within a block of ten columns. */
  private static void mark(byte[] ids, int top, int left, int pixels, int id) {
    int width = (int) Math.sqrt(ids.length);
    for (int i = 0; i < pixels; i++) {
      ids[(top + i / 10) * width + left + i % 10] = (byte) id;
    }
  }

  private static Set<Attribute> union(Set<Attribute> a, Set<Attribute> b) {
    Set<Attribute> all = new HashSet<>(a);
    all.addAll(b);
    return all;
  }
}
