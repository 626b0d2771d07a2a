package dev.facet.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Words for demo images: captions, questions with their answers, and the vocabulary that they are
 * made of. Everything is lower case and parted by single spaces, punctuation included. Immutable.
 */
public final class DemoCaptions {

  /** Special tokens and the two roles; their order fixes their numbers. */
  private static final List<String> FIRST_TOKENS =
      List.of("<pad>", "<bos>", "<unk>", "<eos>", "<image>", "user", "assistant", ":");

  /** Narrow classes that are no noun for one of their members. */
  private static final Set<String> UNSPOKEN =
      Set.of("aquatic", "undergrowth", "road", "air", "water", "place", "thing");

  /** The word for three and more of a kind. */
  static final String SEVERAL = "several";

  private static final double CLASS_WORD_SHARE = 0.04;
  private static final double SHORT_SHARE = 0.25;
  private static final double PICTURE_SHARE = 0.12;
  private static final double OTHER_WORDING_SHARE = 0.3;

  private final ConceptTable concepts;

  public DemoCaptions(ConceptTable concepts) {
    this.concepts = concepts;
  }

  /** The full caption, the same for every scene that is equal: what "describe" answers. */
  public String caption(DemoScene scene) {
    if (scene.isBlank()) {
      return "a blank " + colorWord(scene) + " image";
    }
    if (scene.kind() == ImageKind.BACKGROUND) {
      return style(scene) + background(scene);
    }
    return join(style(scene) + objects(scene), place(scene));
  }

  /**
   * A caption for contrastive training, more varied than {@link #caption}: a quarter leaves the
   * background out, so that prompts such as "a dog" are known, and a few name the class instead of
   * the thing.
   */
  public String contrastiveCaption(DemoScene scene, RandomGenerator random) {
    if (scene.isBlank() || scene.kind() == ImageKind.BACKGROUND) {
      return caption(scene);
    }
    String objects = objects(scene);
    if (scene.kind() == ImageKind.ONE && random.nextDouble() < CLASS_WORD_SHARE) {
      Concept concept = concepts.get(scene.objects().getFirst());
      boolean narrow = isSpoken(concept.subClass()) && random.nextBoolean();
      objects = Phrases.a(narrow ? concept.subClass() : concept.superClass());
    }
    if (random.nextDouble() < SHORT_SHARE) {
      return objects;
    }
    String prefix = style(scene);
    if (prefix.isEmpty() && random.nextDouble() < PICTURE_SHARE) {
      prefix = random.nextBoolean() ? "a picture of " : "a photo of ";
    }
    return join(prefix + objects, place(scene));
  }

  /**
   * A question and its answer, drawn by the mix that the captioner is trained on: describe 55 %,
   * highlighted 28 %, background 10 %, kind 7 %.
   */
  public QuestionAnswer question(DemoScene scene, RandomGenerator random) {
    double u = random.nextDouble();
    QuestionKind kind =
        u < 0.55
            ? QuestionKind.DESCRIBE
            : u < 0.83
                ? QuestionKind.HIGHLIGHTED
                : u < 0.93 ? QuestionKind.BACKGROUND : QuestionKind.KIND;
    if (kind == QuestionKind.KIND && scene.concepts().size() != 1) {
      kind = QuestionKind.HIGHLIGHTED;
    }
    List<String> prompts = kind.prompts();
    int wording = random.nextDouble() < OTHER_WORDING_SHARE ? random.nextInt(prompts.size()) : 0;
    return new QuestionAnswer(prompts.get(wording), answer(scene, kind));
  }

  /**
   * The right answer.
   *
   * @throws IllegalArgumentException for {@link QuestionKind#KIND} unless one concept is shown, and
   *     for {@link QuestionKind#COMMON}, which is about several images
   */
  public String answer(DemoScene scene, QuestionKind kind) {
    return switch (kind) {
      case DESCRIBE -> caption(scene);
      case HIGHLIGHTED -> {
        if (scene.isBlank()) {
          yield "nothing";
        }
        yield switch (scene.kind()) {
          case BACKGROUND -> background(scene);
          case COUNT, TILE -> concepts.get(scene.objects().getFirst()).plural();
          default -> objects(scene);
        };
      }
      case BACKGROUND -> scene.isBlank() ? "nothing" : background(scene);
      case KIND -> {
        List<Integer> shown = scene.concepts();
        if (shown.size() != 1) {
          throw new IllegalArgumentException("the picture shows " + shown.size() + " concepts");
        }
        String wide = concepts.get(shown.getFirst()).superClass();
        yield scene.kind() == ImageKind.ONE ? Phrases.a(wide) : Phrases.pluralOfClass(wide);
      }
      case COMMON -> throw new IllegalArgumentException("one image has nothing in common");
    };
  }

  /** The question about several images that share a concept, with its answer. */
  public QuestionAnswer common(int concept) {
    return new QuestionAnswer(
        QuestionKind.COMMON.prompts().getFirst(), concepts.get(concept).phrase());
  }

  /** The objects alone: "a dog and a cat", "several dogs", "a pattern of dogs". */
  public String objects(DemoScene scene) {
    return switch (scene.kind()) {
      case TILE -> "a pattern of " + concepts.get(scene.objects().getFirst()).plural();
      case COUNT -> SEVERAL + " " + concepts.get(scene.objects().getFirst()).plural();
      case ONE, SEVERAL -> {
        List<String> each = scene.objects().stream().map(i -> concepts.get(i).phrase()).toList();
        int last = each.size() - 1;
        yield last == 0
            ? each.getFirst()
            : String.join(" , ", each.subList(0, last)) + " and " + each.get(last);
      }
      case BACKGROUND, BLANK ->
          throw new IllegalArgumentException("a picture without objects: " + scene);
    };
  }

  /** Where the objects are: "in the snow", "on red stripes"; empty where nothing can be said. */
  public String place(DemoScene scene) {
    if (scene.scenery() != null) {
      return scene.scenery().place();
    }
    if (scene.texture() == null && scene.color() == null) {
      return "";
    }
    return "on " + background(scene);
  }

  /** The background as a noun: "snow", "red stripes", "a red background". */
  public String background(DemoScene scene) {
    if (scene.scenery() != null) {
      return scene.scenery().noun();
    }
    String color = scene.color() == null ? "" : scene.color().word() + " ";
    if (scene.texture() != null) {
      String noun = color + scene.texture().word();
      return scene.texture() == Texture.GRADIENT ? Phrases.a(noun) : noun;
    }
    return color.isEmpty() ? "a plain background" : Phrases.a(color + "background");
  }

  /** Whether a narrow class is a noun that captions use for its members. */
  public boolean isSpoken(String subClass) {
    return !UNSPOKEN.contains(subClass);
  }

  /**
   * Every word that a caption, question or answer can hold, each once: special tokens first ({@code
   * <pad>} 0, {@code <bos>} 1, {@code <unk>} 2, {@code <eos>} 3, {@code <image>} 4), then the roles
   * and the colon of the chat layout, then the rest by alphabet. The place in the list is the
   * token's number.
   */
  public List<String> vocabulary() {
    Set<String> words = new TreeSet<>();
    for (Concept concept : concepts.concepts()) {
      words.add(concept.word());
      words.add(concept.plural());
      if (isSpoken(concept.subClass())) {
        words.add(concept.subClass());
      }
      words.add(concept.superClass());
      words.add(Phrases.pluralOfClass(concept.superClass()));
    }
    for (DemoColor color : DemoColor.values()) {
      words.add(color.word());
    }
    for (Texture texture : Texture.values()) {
      words.add(texture.word());
    }
    for (Scenery scenery : Scenery.values()) {
      addWords(words, scenery.word(), scenery.place(), scenery.noun());
    }
    for (ImageStyle style : ImageStyle.values()) {
      words.add(style.word());
    }
    for (QuestionKind kind : QuestionKind.values()) {
      kind.prompts().forEach(prompt -> addWords(words, prompt));
    }
    addWords(
        words,
        SEVERAL,
        "a an of on and ,",
        "blank image",
        "picture photo",
        "plain background",
        "pattern",
        "nothing");
    Set<String> all = new LinkedHashSet<>(FIRST_TOKENS);
    all.addAll(words);
    return Collections.unmodifiableList(new ArrayList<>(all));
  }

  private static void addWords(Set<String> words, String... phrases) {
    for (String phrase : phrases) {
      words.addAll(Arrays.asList(phrase.split(" ")));
    }
  }

  private static String style(DemoScene scene) {
    return scene.style() == null ? "" : Phrases.a(scene.style().word()) + " image of ";
  }

  private static String colorWord(DemoScene scene) {
    if (scene.color() == null) {
      throw new IllegalArgumentException("a blank picture has a colour: " + scene);
    }
    return scene.color().word();
  }

  private static String join(String left, String right) {
    return right.isEmpty() ? left : left + " " + right;
  }
}
