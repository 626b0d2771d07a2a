package dev.facet.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.facet.core.FacetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoMasksTest {

  @TempDir Path temp;

  private static final String FILE =
      """
      {"info": {}, "images": [{"id": 7, "file_name": "a.png", "width": 3, "height": 2}],
       "annotations": [
         {"id": 1, "image_id": 7, "category_id": 2, "iscrowd": 0,
          "segmentation": {"size": [2, 3], "counts": [1, 2, 3]}},
         {"id": 2, "image_id": 7, "category_id": 3, "segmentation": [[0, 0, 2, 0, 2, 2]]}],
       "categories": [{"id": 2, "name": "cherry", "supercategory": "fruit"},
                      {"id": 3, "name": "hot dog", "supercategory": "food"}]}
      """;

  private CocoMasks masks(String file) throws Exception {
    Path images = Files.createDirectories(temp.resolve("images"));
    Files.writeString(temp.resolve("instances.json"), file);
    CocoMasks masks = CocoMasks.beside(images);
    assertNotNull(masks);
    return masks;
  }

  @Test
  void run_lengths_go_down_the_columns() throws Exception {
    CocoMasks masks = masks(FILE);
    assertArrayEquals(
        new boolean[] {false, true, false, true, false, false},
        masks.mask("a.png", Set.of(2L), 3, 2));
    assertArrayEquals(
        new boolean[] {false, true, false, false, false, false},
        masks.mask("a.png", Set.of(3L), 3, 2),
        "polygons are filled");
    assertArrayEquals(
        masks.mask("a.png", Set.of(2L), 3, 2),
        masks.mask("images/a.png", Set.of(2L), 3, 2),
        "the corpus is the folder above");
    assertNull(masks.mask("b.png", Set.of(2L), 3, 2));
    assertNull(masks.mask("a.png", Set.of(2L), 2, 3));
  }

  @Test
  void texts_name_categories_by_their_words() throws Exception {
    CocoMasks masks = masks(FILE);
    assertEquals(Set.of(2L), masks.named("Two red Cherries."));
    assertEquals(Set.of(2L, 3L), masks.named("fruits and a hot dog"));
    assertEquals(Set.of(), masks.named("a dog"));
  }

  @Test
  void a_mask_of_another_size_than_it_says_is_refused() {
    assertThrows(
        FacetException.class, () -> masks(FILE.replace("[1, 2, 3]", "[1, 2, 2000000000]")));
  }

  @Test
  void masks_in_the_folder_of_annotations_are_those_of_the_images() throws Exception {
    Path images = Files.createDirectories(temp.resolve("val2017"));
    Path annotations = Files.createDirectories(temp.resolve("annotations"));
    Files.writeString(annotations.resolve("instances_train2017.json"), "not looked at");
    Files.writeString(annotations.resolve("instances_val2017.json"), FILE);
    CocoMasks masks = CocoMasks.beside(images);
    assertNotNull(masks);
    assertEquals(annotations.resolve("instances_val2017.json"), masks.file());
    assertNotNull(masks.mask("a.png", Set.of(2L), 3, 2));
  }
}
