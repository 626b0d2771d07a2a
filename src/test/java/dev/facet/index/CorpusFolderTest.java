package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.demo.DemoFolder;
import dev.facet.index.CorpusFolder.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder of images says about itself. */
class CorpusFolderTest {

  @TempDir Path temp;

  private Path image(String name) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "listed by its name alone");
  }

  @Test
  void nested_folders_are_classes_and_a_taxonomy() throws IOException {
    image("pics/animal/mammal/cat/1.png");
    image("pics/plain.jpg");
    List<Entry> entries = CorpusFolder.open(temp.resolve("pics")).entries();
    assertEquals("cat", entries.getFirst().imageClass());
    assertEquals(List.of("animal", "mammal", "cat"), entries.getFirst().taxonomy());
    assertEquals("", entries.getLast().imageClass());
    assertEquals(List.of(), entries.getLast().taxonomy());
  }

  @Test
  void coco_files_name_the_largest_thing_and_caption() throws IOException {
    image("coco/val2017/a.jpg");
    image("coco/val2017/b.jpg");
    Path annotations = Files.createDirectories(temp.resolve("coco/annotations"));
    Files.writeString(
        annotations.resolve("captions_val2017.json"),
        """
        {"info": {}, "images": [{"id": 7, "file_name": "a.jpg"}],
         "annotations": [{"image_id": 7, "id": 1, "caption": " a cat on a mat "}]}""");
    Files.writeString(annotations.resolve("captions_train2017.json"), "not looked at");
    Files.writeString(
        annotations.resolve("instances_val2017.json"),
        """
        {"images": [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "b.jpg"}],
         "annotations": [
          {"image_id": 7, "category_id": 2, "area": 12.5, "segmentation": [[1, 2, 3, 4]]},
          {"image_id": 7, "category_id": 1, "area": 99.5, "bbox": [0, 0, 1, 1]}],
         "categories": [{"id": 1, "name": "cat", "supercategory": "animal"},
                        {"id": 2, "name": "mat", "supercategory": "furniture"}]}""");
    List<Entry> entries = CorpusFolder.open(temp.resolve("coco/val2017")).entries();
    assertEquals(
        new Entry("a.jpg", "a cat on a mat", "cat", List.of("animal", "cat")), entries.getFirst());
    assertEquals(new Entry("b.jpg", "", "", List.of()), entries.getLast());
  }

  @Test
  void the_demo_world_brings_captions_things_and_three_levels_of_classes() {
    Path pictures = DemoFolder.write(temp.resolve("demo"), 12, 3, Progress.NONE, Cancellation.NONE);
    List<Entry> entries = CorpusFolder.open(pictures).entries();
    assertEquals(12, entries.size());
    assertTrue(entries.stream().noneMatch(e -> e.caption().isEmpty()));
    List<Entry> withThings = entries.stream().filter(e -> !e.imageClass().isEmpty()).toList();
    assertTrue(withThings.size() > 6, "most pictures show a thing");
    for (Entry entry : withThings) {
      assertEquals(3, entry.taxonomy().size());
      assertEquals(entry.imageClass(), entry.taxonomy().getLast());
    }
    List<String> fromAbove =
        CorpusFolder.open(pictures.getParent()).entries().stream()
            .map(Entry::imageClass)
            .filter(name -> !name.equals("images"))
            .toList();
    assertEquals(
        withThings.stream().map(Entry::imageClass).toList(),
        fromAbove,
        "what a masks file names is the class, not the folder");
  }

  @Test
  void files_that_are_not_what_they_are_called_are_named() throws IOException {
    image("bad/1.png");
    Files.writeString(temp.resolve("bad/instances.json"), "{\"images\": 3}");
    String message =
        assertThrows(FacetException.class, () -> CorpusFolder.open(temp.resolve("bad")))
            .getMessage();
    assertTrue(message.contains("instances.json is not in the layout of COCO"), message);
    Files.delete(temp.resolve("bad/instances.json"));
    Files.writeString(temp.resolve("bad/taxonomy.tsv"), "word\tclass\n");
    String table =
        assertThrows(FacetException.class, () -> CorpusFolder.open(temp.resolve("bad")))
            .getMessage();
    assertTrue(table.contains("names no column 'concept'"), table);
  }
}
