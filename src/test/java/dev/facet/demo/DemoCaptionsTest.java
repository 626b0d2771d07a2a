package dev.facet.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoCaptionsTest {

  private static final int SCENES = 5000;

  private static final ConceptTable CONCEPTS = ConceptTable.load();
  private static final DemoCaptions CAPTIONS = new DemoCaptions(CONCEPTS);
  private static List<DemoScene> scenes;

  @BeforeAll
  static void paint() {
    DemoPainter painter = new DemoPainter(CONCEPTS);
    scenes = IntStream.range(0, SCENES).parallel().mapToObj(i -> painter.paint(i).scene()).toList();
  }

  /** The shipped language models know words by these numbers. */
  @Test
  void theVocabularyIsPinned() throws Exception {
    List<String> words = CAPTIONS.vocabulary();
    assertEquals(
        List.of("<pad>", "<bos>", "<unk>", "<eos>", "<image>", "user", "assistant", ":"),
        words.subList(0, 8));
    assertEquals(words.size(), new HashSet<>(words).size(), "a word stands twice");
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "388 271203e9b27bb105972dab731fa5ca01",
        words.size() + " " + HexFormat.of().formatHex(hash, 0, 16));
  }

  @Test
  void everythingThatIsSaidIsMadeOfVocabularyWords() {
    Set<String> known = new HashSet<>(CAPTIONS.vocabulary());
    SplittableRandom random = new SplittableRandom(1);
    Set<String> said = new HashSet<>();
    for (DemoScene scene : scenes) {
      QuestionAnswer question = CAPTIONS.question(scene, random);
      for (String text :
          List.of(
              CAPTIONS.caption(scene),
              CAPTIONS.contrastiveCaption(scene, random),
              question.question(),
              question.answer())) {
        for (String word : text.split(" ", -1)) {
          assertTrue(known.contains(word), "'" + word + "' in '" + text + "'");
          said.add(word);
        }
      }
    }
    // Every concept is shown, and hardly a word of the vocabulary is never used.
    CONCEPTS.concepts().forEach(c -> assertTrue(said.contains(c.word()), c.word()));
    assertTrue(said.size() > known.size() - 40, said.size() + " of " + known.size());
  }

  @Test
  void captionsNameWhatIsThere() {
    for (DemoScene scene : scenes) {
      String caption = " " + CAPTIONS.caption(scene) + " ";
      for (int index : scene.objects()) {
        Concept concept = CONCEPTS.get(index);
        assertTrue(
            caption.contains(" " + concept.word() + " ")
                || caption.contains(" " + concept.plural() + " "),
            caption);
      }
      if (scene.color() != null) {
        assertTrue(caption.contains(" " + scene.color().word() + " "), caption);
      }
      if (scene.texture() != null) {
        assertTrue(caption.contains(" " + scene.texture().word() + " "), caption);
      }
      if (scene.scenery() != null) {
        assertTrue(caption.contains(" " + scene.scenery().word() + " "), caption);
      }
    }
  }

  @Test
  void sentencesReadAsEnglish() {
    int dog = index("dog");
    int apple = index("apple");
    assertEquals(
        "a dog on a red background",
        CAPTIONS.caption(scene(ImageKind.ONE, DemoColor.RED, null, null, null, dog)));
    assertEquals(
        "an apple and fries on red stripes",
        CAPTIONS.caption(
            scene(
                ImageKind.SEVERAL,
                DemoColor.RED,
                Texture.STRIPES,
                null,
                null,
                apple,
                index("fries"))));
    assertEquals(
        "a dog , an apple and a cat in the snow",
        CAPTIONS.caption(
            scene(ImageKind.SEVERAL, null, null, Scenery.SNOW, null, dog, apple, index("cat"))));
    assertEquals(
        "several mice at sunset",
        CAPTIONS.caption(
            scene(
                ImageKind.COUNT,
                null,
                null,
                Scenery.SUNSET,
                null,
                index("mouse"),
                index("mouse"),
                index("mouse"))));
    assertEquals(
        "a grayscale image of a pattern of dogs on dots",
        CAPTIONS.caption(
            scene(ImageKind.TILE, null, Texture.DOTS, null, ImageStyle.GRAYSCALE, dog)));
    assertEquals(
        "an orange gradient",
        CAPTIONS.caption(
            scene(ImageKind.BACKGROUND, DemoColor.ORANGE, Texture.GRADIENT, null, null)));
    assertEquals(
        "a blank white image",
        CAPTIONS.caption(scene(ImageKind.BLANK, DemoColor.WHITE, null, null, null)));
  }

  @Test
  void questionsHaveTheirAnswers() {
    DemoScene dogs = scene(ImageKind.COUNT, null, null, Scenery.CITY, null, 0, 0, 0);
    assertEquals("dogs", CAPTIONS.answer(dogs, QuestionKind.HIGHLIGHTED));
    assertEquals("a city", CAPTIONS.answer(dogs, QuestionKind.BACKGROUND));
    assertEquals("animals", CAPTIONS.answer(dogs, QuestionKind.KIND));
    DemoScene pizza = scene(ImageKind.ONE, DemoColor.BLUE, null, null, null, index("pizza"));
    assertEquals("a pizza", CAPTIONS.answer(pizza, QuestionKind.HIGHLIGHTED));
    assertEquals("food", CAPTIONS.answer(pizza, QuestionKind.KIND));
    DemoScene blank = scene(ImageKind.BLANK, DemoColor.BLACK, null, null, null);
    assertEquals("nothing", CAPTIONS.answer(blank, QuestionKind.HIGHLIGHTED));
    assertThrows(IllegalArgumentException.class, () -> CAPTIONS.answer(blank, QuestionKind.KIND));
    assertEquals("a dog", CAPTIONS.common(0).answer());
  }

  @Test
  void contrastiveCaptionsAreOftenShortAndSometimesNameTheClass() {
    DemoScene dog = scene(ImageKind.ONE, DemoColor.RED, null, null, null, index("dog"));
    SplittableRandom random = new SplittableRandom(3);
    int brief = 0;
    int classes = 0;
    for (int i = 0; i < 4000; i++) {
      String caption = CAPTIONS.contrastiveCaption(dog, random);
      brief += caption.contains("background") ? 0 : 1;
      classes += caption.contains("dog") ? 0 : 1;
    }
    assertEquals(0.25, brief / 4000.0, 0.03);
    assertEquals(0.04, classes / 4000.0, 0.015);
  }

  @Test
  void noConceptSharesItsNameWithAnythingElse() {
    Set<String> others = new HashSet<>();
    for (DemoColor color : DemoColor.values()) {
      others.add(color.word());
    }
    for (Texture texture : Texture.values()) {
      others.add(texture.word());
    }
    for (Scenery scenery : Scenery.values()) {
      others.add(scenery.word());
    }
    CONCEPTS.concepts().forEach(c -> others.addAll(List.of(c.subClass(), c.superClass())));
    for (Concept concept : CONCEPTS.concepts()) {
      assertFalse(others.contains(concept.word()), concept.word());
      assertFalse(others.contains(concept.plural()), concept.plural());
    }
    assertEquals(
        CONCEPTS.size(), CONCEPTS.concepts().stream().map(Concept::word).distinct().count());
    assertEquals(147, CONCEPTS.size());
  }

  private static int index(String word) {
    return CONCEPTS.byWord(word).orElseThrow().index();
  }

  private static DemoScene scene(
      ImageKind kind,
      @Nullable DemoColor color,
      @Nullable Texture texture,
      @Nullable Scenery scenery,
      @Nullable ImageStyle style,
      Integer... objects) {
    return new DemoScene(kind, List.of(objects), objects.length, color, texture, scenery, style);
  }
}
