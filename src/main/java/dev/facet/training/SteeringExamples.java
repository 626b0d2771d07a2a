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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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

  /** How often a direction stands for an attribute of a type; the rest, to 1, are objects. */
  private record Share(Attribute.Type type, double share) {}

  private static final List<Share> SHARES =
      List.of(
          new Share(Attribute.Type.SUPER, 0.08),
          new Share(Attribute.Type.SUB, 0.08),
          new Share(Attribute.Type.COLOR, 0.11),
          new Share(Attribute.Type.TEXTURE, 0.10),
          new Share(Attribute.Type.SCENE, 0.11),
          new Share(Attribute.Type.STYLE, 0.04));

  /** Up to this strength (in R) an edit goes unmentioned. */
  private static final double SILENT = 0.5;

  /** From this strength on it is named. */
  private static final double NAMED = 1.5;

  private static final double WEAKEST = 0.15;
  private static final double STRONGEST = 14;
  private static final int[] COUNTS = {1, 2, 4, 8, 16, 32, 64};
  private static final double BLURRED = 0.8;
  private static final double LEAST_COSINE = 0.25;
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
    float[] vector = gaussian(bank.shape().width(), random);
    return new Edit(scaled(vector, strength(random)), unchanged(base, random));
  }

  private Attribute draw(SplittableRandom random) {
    double u = random.nextDouble();
    Attribute.Type type = Attribute.Type.OBJECT;
    for (Share share : SHARES) {
      u -= share.share;
      if (u < 0) {
        type = share.type;
        break;
      }
    }
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
    for (float[] row :
        random.nextBoolean() ? alike(examples, count, random) : any(examples, count, random)) {
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

  private static List<float[]> any(
      TokenBank.Examples examples, int count, SplittableRandom random) {
    float[][] rows = examples.rows();
    return random.ints(count, 0, rows.length).mapToObj(i -> rows[i]).toList();
  }

  /**
   * A token and those that resemble it most: a dictionary splits an attribute into such groups, say
   * its left edges or its large ones.
   */
  private static List<float[]> alike(
      TokenBank.Examples examples, int count, SplittableRandom random) {
    float[][] rows = examples.rows();
    float[] seed = rows[random.nextInt(rows.length)];
    double[] distances = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < seed.length; d++) {
        double difference = rows[i][d] - seed[d];
        distances[i] += difference * difference;
      }
    }
    return IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> distances[i]))
        .limit(count)
        .map(i -> rows[i])
        .toList();
  }

  /**
   * Turns most directions away from the mean by a random angle: decoder rows of an autoencoder
   * point only roughly where class means do. They turn towards noise, or towards what tells two
   * tokens of the tower apart, as the residual of an autoencoder does.
   */
  private void blur(float[] vector, SplittableRandom random) {
    if (random.nextDouble() >= BLURRED) {
      return;
    }
    double cosine = LEAST_COSINE + (1 - LEAST_COSINE) * random.nextDouble();
    float[] aside = random.nextBoolean() ? gaussian(vector.length, random) : contrast(random);
    float side = (float) (length(vector) * Math.sqrt(1 - cosine * cosine) / length(aside));
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) cosine * vector[d] + side * aside[d];
    }
  }

  private static float[] gaussian(int width, SplittableRandom random) {
    float[] vector = new float[width];
    for (int d = 0; d < width; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** The difference of two tokens. */
  private float[] contrast(SplittableRandom random) {
    float[] vector = token(random).clone();
    float[] other = token(random);
    for (int d = 0; d < vector.length; d++) {
      vector[d] -= other[d];
    }
    return vector;
  }

  private float[] token(SplittableRandom random) {
    float[][] rows = bank.examples().get(draw(random)).rows();
    return rows[random.nextInt(rows.length)];
  }

  private static double length(float[] vector) {
    double square = 0;
    for (float v : vector) {
      square += v * v;
    }
    return Math.sqrt(Math.max(square, Float.MIN_NORMAL));
  }

  private float[] scaled(float[] vector, double strength) {
    float factor = (float) (strength * bank.norm() / length(vector));
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
