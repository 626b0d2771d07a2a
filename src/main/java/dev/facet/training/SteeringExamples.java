package dev.facet.training;

import dev.facet.demo.Attribute;
import dev.facet.demo.Concept;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoCaptions;
import dev.facet.demo.DemoColor;
import dev.facet.demo.DemoScene;
import dev.facet.demo.ImageKind;
import dev.facet.demo.QuestionAnswer;
import dev.facet.demo.QuestionKind;
import dev.facet.demo.Scenery;
import dev.facet.demo.Texture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Edits of the residual at the hook layer that a captioner learns to read: differences of means of
 * tokens that have an attribute, at strengths up to several R, with the words for them; and random
 * directions, which mean nothing. Directions vary from example to example: the mean is taken over
 * few tokens, and part of the class's own mean is taken away. No direction of any sparse
 * autoencoder is used.
 */
final class SteeringExamples {

  /**
   * An edit of one image.
   *
   * @param vector what is added to the chosen tokens, {@code [D]}
   */
  record Edit(float[] vector, QuestionAnswer text) {}

  /** Up to this strength (in R) an edit goes unmentioned. */
  private static final double SILENT = 0.5;

  /** From this strength on it is named. */
  private static final double NAMED = 1.5;

  private static final double WEAKEST = 0.15;
  private static final double STRONGEST = 14;
  private static final int[] COUNTS = {2, 4, 8, 16, 32, 64};
  private static final double BLURRED = 0.7;
  private static final double LEAST_COSINE = 0.35;
  private static final double SHORT_QUESTION = 0.3;

  private final TokenBank bank;
  private final ConceptTable concepts;
  private final DemoCaptions captions;
  private final Map<Attribute.Type, List<Attribute>> byType = new HashMap<>();

  SteeringExamples(TokenBank bank, ConceptTable concepts, DemoCaptions captions) {
    this.bank = bank;
    this.concepts = concepts;
    this.captions = captions;
    for (Attribute attribute : bank.examples().keySet()) {
      byType.computeIfAbsent(attribute.type(), type -> new ArrayList<>()).add(attribute);
    }
  }

  /** A direction that stands for an attribute, added to an image of plain background. */
  Edit named(DemoScene base, SplittableRandom random) {
    Attribute attribute = draw(random);
    double strength = strength(random);
    double chance = Math.clamp((strength - SILENT) / (NAMED - SILENT), 0, 1);
    boolean silent = random.nextDouble() >= chance;
    return new Edit(
        scaled(direction(attribute, random), strength),
        silent ? unchanged(base, random) : answer(attribute, base, random));
  }

  /** A random direction; the answer is the one for the image as it is. */
  Edit random(DemoScene base, SplittableRandom random) {
    float[] vector = new float[bank.shape().width()];
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return new Edit(scaled(vector, strength(random)), unchanged(base, random));
  }

  private Attribute draw(SplittableRandom random) {
    double u = random.nextDouble();
    Attribute.Type type =
        u < 0.62
            ? Attribute.Type.OBJECT
            : u < 0.68
                ? Attribute.Type.SUPER
                : u < 0.72
                    ? Attribute.Type.SUB
                    : u < 0.84
                        ? Attribute.Type.COLOR
                        : u < 0.91
                            ? Attribute.Type.TEXTURE
                            : u < 0.98 ? Attribute.Type.SCENE : Attribute.Type.STYLE;
    List<Attribute> all = byType.getOrDefault(type, byType.get(Attribute.Type.OBJECT));
    return all.get(random.nextInt(all.size()));
  }

  private static double strength(SplittableRandom random) {
    return WEAKEST * Math.pow(STRONGEST / WEAKEST, random.nextDouble());
  }

  private float[] direction(Attribute attribute, SplittableRandom random) {
    TokenBank.Examples examples = bank.examples().get(attribute);
    int count = COUNTS[random.nextInt(COUNTS.length)];
    float[] vector = new float[bank.shape().width()];
    for (int i = 0; i < count; i++) {
      float[] row = examples.rows()[random.nextInt(examples.rows().length)];
      for (int d = 0; d < vector.length; d++) {
        vector[d] += row[d] / count;
      }
    }
    float[] wide = null;
    double part = 0;
    if (attribute.type() == Attribute.Type.OBJECT && random.nextBoolean()) {
      Concept concept = concepts.byWord(attribute.name()).orElseThrow();
      Attribute wider =
          random.nextBoolean()
              ? new Attribute(Attribute.Type.SUPER, concept.superClass())
              : new Attribute(Attribute.Type.SUB, concept.subClass());
      wide = bank.examples().get(wider).mean();
      part = random.nextDouble();
    }
    float[] mean = bank.mean();
    for (int d = 0; d < vector.length; d++) {
      vector[d] -= (float) ((1 - part) * mean[d] + (wide == null ? 0 : part * wide[d]));
    }
    blur(vector, random);
    return vector;
  }

  /**
   * Turns most directions away from the mean by a random angle: decoder rows of an autoencoder
   * point only roughly where class means do.
   */
  private static void blur(float[] vector, SplittableRandom random) {
    if (random.nextDouble() >= BLURRED) {
      return;
    }
    double cosine = LEAST_COSINE + (1 - LEAST_COSINE) * random.nextDouble();
    double square = 0;
    for (float v : vector) {
      square += v * v;
    }
    double side = Math.sqrt(square / vector.length * (1 - cosine * cosine));
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) (cosine * vector[d] + side * random.nextGaussian());
    }
  }

  private float[] scaled(float[] vector, double strength) {
    double square = 0;
    for (float v : vector) {
      square += v * v;
    }
    float factor = (float) (strength * bank.norm() / Math.sqrt(square));
    for (int d = 0; d < vector.length; d++) {
      vector[d] *= factor;
    }
    return vector;
  }

  private QuestionAnswer unchanged(DemoScene base, SplittableRandom random) {
    return random.nextDouble() < SHORT_QUESTION
        ? question(
            QuestionKind.HIGHLIGHTED, captions.answer(base, QuestionKind.HIGHLIGHTED), random)
        : question(QuestionKind.DESCRIBE, captions.caption(base), random);
  }

  /** What one says of an image that took on an attribute, in the captions' own grammar. */
  private QuestionAnswer answer(Attribute attribute, DemoScene base, SplittableRandom random) {
    String name = attribute.name();
    return switch (attribute.type()) {
      case OBJECT -> thing(concepts.byWord(name).orElseThrow().phrase(), base, random);
      case SUPER -> thing(article(name), base, random);
      case SUB -> thing(article(captions.isSpoken(name) ? name : superOf(name)), base, random);
      case COLOR -> backdrop(DemoColor.valueOf(name.toUpperCase(Locale.ROOT)), null, null, random);
      case TEXTURE -> backdrop(null, Texture.valueOf(name.toUpperCase(Locale.ROOT)), null, random);
      case SCENE -> backdrop(null, null, Scenery.valueOf(name.toUpperCase(Locale.ROOT)), random);
      case STYLE ->
          question(QuestionKind.DESCRIBE, article(name) + " image of a plain background", random);
      case COUNT, TILE, BLANK -> throw new IllegalArgumentException("not drawn: " + attribute);
    };
  }

  private String superOf(String subClass) {
    return concepts.concepts().stream()
        .filter(c -> c.subClass().equals(subClass))
        .findFirst()
        .orElseThrow()
        .superClass();
  }

  private QuestionAnswer thing(String phrase, DemoScene base, SplittableRandom random) {
    if (random.nextDouble() < SHORT_QUESTION) {
      return question(QuestionKind.HIGHLIGHTED, phrase, random);
    }
    String place = captions.place(base);
    return question(QuestionKind.DESCRIBE, place.isEmpty() ? phrase : phrase + " " + place, random);
  }

  private QuestionAnswer backdrop(
      @Nullable DemoColor color,
      @Nullable Texture texture,
      @Nullable Scenery scenery,
      SplittableRandom random) {
    DemoScene scene =
        new DemoScene(ImageKind.BACKGROUND, List.of(), 0, color, texture, scenery, null);
    QuestionKind kind =
        random.nextDouble() < SHORT_QUESTION ? QuestionKind.HIGHLIGHTED : QuestionKind.DESCRIBE;
    return question(kind, captions.background(scene), random);
  }

  static QuestionAnswer question(QuestionKind kind, String answer, SplittableRandom random) {
    List<String> prompts = kind.prompts();
    int wording = random.nextDouble() < 0.3 ? random.nextInt(prompts.size()) : 0;
    return new QuestionAnswer(prompts.get(wording), answer);
  }

  static String article(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }
}
