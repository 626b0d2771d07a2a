package dev.facet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordListTest {

  @TempDir Path temp;

  @Test
  void each_line_that_is_not_blank_counts_once() throws Exception {
    Path file = temp.resolve("words.txt");
    Files.writeString(file, " red \n\nhot dog\r\nred\nétang");
    assertEquals(List.of("red", "hot dog", "étang"), WordList.read(file));
    WordList.write(file, List.of("one", "two words"));
    assertEquals(List.of("one", "two words"), WordList.read(file));
  }

  @Test
  void what_is_no_list_of_words_is_named() throws Exception {
    Path missing = temp.resolve("missing.txt");
    FacetException none = assertThrows(FacetException.class, () -> WordList.read(missing));
    assertEquals(FacetException.Kind.NOT_FOUND, none.kind());
    Path latin = temp.resolve("latin.txt");
    Files.write(latin, "étang".getBytes(StandardCharsets.ISO_8859_1));
    FacetException damaged = assertThrows(FacetException.class, () -> WordList.read(latin));
    assertEquals(FacetException.Kind.BAD_INPUT, damaged.kind());
  }
}
