package dev.facet.worker;

import dev.facet.demo.Concept;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoColor;
import dev.facet.demo.ImageStyle;
import dev.facet.demo.Scenery;
import dev.facet.demo.Texture;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The words of the demo world: what its latents are labelled with and steered towards. */
final class DemoWords {

  private DemoWords() {}

  /** Things first, then colours, textures, places and styles; each word once. */
  static List<String> all() {
    return Stream.of(
            ConceptTable.load().concepts().stream().map(Concept::word),
            words(DemoColor.values(), DemoColor::word),
            words(Texture.values(), Texture::word),
            words(Scenery.values(), Scenery::word),
            words(ImageStyle.values(), ImageStyle::word))
        .flatMap(s -> s)
        .distinct()
        .toList();
  }

  private static <E> Stream<String> words(E[] values, Function<E, String> word) {
    return Arrays.stream(values).map(word);
  }
}
