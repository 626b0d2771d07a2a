package dev.facet.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Paints demo images. The same seed gives the same image to the last bit, on every machine and from
 * every thread; different seeds give independent images. Thread-safe.
 */
public final class DemoPainter {

  /** Pixels along each side of an image. */
  public static final int SIZE = Canvas.SIZE;

  /** Counts the changes of the pictures: a seed paints the same only within a version. */
  public static final int VERSION = 1;

  private static final double PLAIN_SHARE = 0.40;
  private static final double TEXTURE_SHARE = 0.30;
  private static final double STYLE_SHARE = 0.06;
  private static final double RELATED_SHARE = 0.30;

  private final ConceptTable concepts;
  private final SpriteSheet sprites;

  /** Reads the artwork, which takes some tenths of a second: keep the painter. */
  public DemoPainter(ConceptTable concepts) {
    this.concepts = concepts;
    this.sprites = SpriteSheet.load(concepts);
  }

  public ConceptTable concepts() {
    return concepts;
  }

  /**
   * The seed of an image in a numbered world. Worlds begin at far-apart places, so that the images
   * of one (to train on) are not those of another (to judge by).
   */
  public static long seed(long world, long index) {
    return new SplittableRandom(world).nextLong() + index;
  }

  /** An image of any kind: the mix that the demo model is trained on and the demo study shows. */
  public DemoImage paint(long seed) {
    return new Painting(seed).paint(null, List.of());
  }

  /**
   * An image of one kind.
   *
   * @param shown concepts that it must show, the rest being drawn; none for backgrounds and blanks,
   *     at most one for {@code ONE}, {@code COUNT} and {@code TILE}, at most three for {@code
   *     SEVERAL}
   */
  public DemoImage paint(long seed, ImageKind kind, List<Integer> shown) {
    int most =
        switch (kind) {
          case BACKGROUND, BLANK -> 0;
          case ONE, COUNT, TILE -> 1;
          case SEVERAL -> 3;
        };
    if (shown.size() > most || shown.stream().distinct().count() < shown.size()) {
      throw new IllegalArgumentException("a picture " + kind + " cannot show " + shown);
    }
    return new Painting(seed).paint(kind, shown);
  }

  /** Where an object goes: centre and side in pixels. */
  private record Place(float cx, float cy, float size) {}

  /** One picture in the making. */
  private final class Painting {
    private final RandomGenerator random;
    private final Canvas canvas = new Canvas();
    private @Nullable DemoColor color;
    private @Nullable Texture texture;
    private @Nullable Scenery scenery;
    private @Nullable ImageStyle style;

    Painting(long seed) {
      random = new SplittableRandom(seed);
    }

    DemoImage paint(@Nullable ImageKind wanted, List<Integer> shown) {
      ImageKind drawn = drawKind();
      ImageKind kind = wanted == null ? drawn : wanted;
      List<Integer> objects = List.of();
      int count = 0;
      if (kind == ImageKind.BLANK) {
        blank();
      } else {
        background(kind);
        switch (kind) {
          case ONE -> objects = one(shown);
          case SEVERAL -> objects = several(shown);
          case COUNT -> objects = count(shown);
          case TILE -> {
            objects = List.of(pick(shown));
            count = tile(objects.getFirst());
          }
          default -> {}
        }
        if (!objects.isEmpty() || scenery != null) {
          // On a bare colour or texture a style cannot be told from another colour.
          style();
        }
      }
      DemoScene scene =
          new DemoScene(
              kind,
              objects,
              kind == ImageKind.TILE ? count : objects.size(),
              color,
              texture,
              scenery,
              style);
      return new DemoImage(canvas.toImage(), canvas.objectIds(), scene);
    }

    private ImageKind drawKind() {
      int u = random.nextInt(100);
      if (u < 42) {
        return ImageKind.ONE;
      } else if (u < 65) {
        return ImageKind.SEVERAL;
      } else if (u < 74) {
        return ImageKind.COUNT;
      } else if (u < 82) {
        return ImageKind.TILE;
      } else if (u < 97) {
        return ImageKind.BACKGROUND;
      }
      return ImageKind.BLANK;
    }

    private void blank() {
      int u = random.nextInt(10);
      color = u < 6 ? DemoColor.WHITE : u < 8 ? DemoColor.BLACK : DemoColor.GRAY;
      // Blank images are exact: 255, 0 and 128, as the program's own blanks are.
      int rgb = color == DemoColor.BLACK ? 0 : color.rgb();
      Arrays.fill(canvas.pixels(), rgb);
    }

    private void background(ImageKind kind) {
      double u = random.nextDouble();
      DemoColor[] colors = DemoColor.values();
      if (u < PLAIN_SHARE || kind == ImageKind.TILE && u < PLAIN_SHARE + TEXTURE_SHARE) {
        do {
          color = colors[random.nextInt(colors.length)];
          // A plain neutral would be as good as blank.
        } while (kind == ImageKind.BACKGROUND && color.isNeutral());
        Arrays.fill(canvas.pixels(), color.shade(15, random));
      } else if (u < PLAIN_SHARE + TEXTURE_SHARE) {
        Texture[] textures = Texture.values();
        texture = textures[random.nextInt(textures.length)];
        do {
          color = colors[random.nextInt(colors.length)];
          // The second colour of every texture is white already.
        } while (color == DemoColor.WHITE);
        TexturePainter.paint(canvas, texture, color, random);
      } else {
        Scenery[] sceneries = Scenery.values();
        scenery = sceneries[random.nextInt(sceneries.length)];
        SceneryPainter.paint(canvas, scenery, random);
      }
    }

    private List<Integer> one(List<Integer> shown) {
      int concept = pick(shown);
      double u = random.nextDouble();
      int size = u < 0.25 ? between(156, 240) : u < 0.72 ? between(102, 162) : between(66, 102);
      int reach = size > SIZE ? 20 : (SIZE - size) / 2 + 6;
      float cx = SIZE / 2f + random.nextInt(-reach, reach + 1);
      float cy = SIZE / 2f + random.nextInt(-reach, reach + 1);
      draw(concept, new Place(cx, cy, size), 25, 1);
      return List.of(concept);
    }

    private List<Integer> several(List<Integer> shown) {
      int count = Math.max(shown.size(), random.nextInt(100) < 75 ? 2 : 3);
      List<Integer> objects = new ArrayList<>(shown);
      while (objects.size() < count) {
        int candidate = random.nextInt(concepts.size());
        if (!objects.isEmpty() && random.nextDouble() < RELATED_SHARE) {
          candidate = related(objects.getFirst());
        }
        if (!objects.contains(candidate)) {
          objects.add(candidate);
        }
      }
      Collections.shuffle(objects, random);
      List<Place> places = count == 2 ? two() : places(triple(), 66, 84);
      for (int i = 0; i < count; i++) {
        draw(objects.get(i), places.get(i), 15, i + 1);
      }
      return objects;
    }

    private int related(int concept) {
      String wide = concepts.get(concept).superClass();
      List<Concept> same =
          concepts.concepts().stream().filter(c -> c.superClass().equals(wide)).toList();
      return same.get(random.nextInt(same.size())).index();
    }

    private List<Integer> count(List<Integer> shown) {
      int concept = pick(shown);
      int count = between(3, 5);
      List<Place> places =
          switch (count) {
            case 3 -> places(triple(), 60, 84);
            case 4 -> places(corners(0.25f), 60, 84);
            default -> {
              List<float[]> five = corners(0.19f);
              five.add(at(0.5f, 0.5f));
              yield places(five, 52, 62);
            }
          };
      List<Integer> objects = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        draw(concept, places.get(i), 25, i + 1);
        objects.add(concept);
      }
      return objects;
    }

    /** Covers the canvas with copies. Returns their number. */
    private int tile(int concept) {
      int[] periods = {54, 64, 76, 96};
      int period = periods[random.nextInt(periods.length)];
      float size = period - random.nextInt(9);
      int left = random.nextInt(period);
      int top = random.nextInt(period);
      // Every second row is moved by half a period in some wallpapers.
      int brick = random.nextBoolean() ? period / 2 : 0;
      double angle = random.nextDouble() < 0.3 ? turn(25) : 0;
      boolean mirrored = random.nextBoolean();
      int copies = 0;
      for (int row = 0; row * period - top < SIZE + period; row++) {
        float cy = row * period - top + period / 2f;
        int shift = row % 2 == 0 ? 0 : brick;
        for (int x = -left - shift; x < SIZE; x += period) {
          float cx = x + period / 2f;
          if (cy - size / 2 < SIZE
              && cy + size / 2 > 0
              && cx + size / 2 > 0
              && cx - size / 2 < SIZE) {
            sprites.draw(canvas, concept, cx, cy, size, angle, mirrored, 1);
            copies++;
          }
        }
      }
      return copies;
    }

    private void style() {
      if (random.nextDouble() >= STYLE_SHARE) {
        return;
      }
      ImageStyle[] styles = ImageStyle.values();
      ImageStyle drawn = styles[random.nextInt(styles.length)];
      if (drawn == ImageStyle.BLURRED && texture == Texture.NOISE) {
        // Nothing would be left of the grain.
        return;
      }
      StyleFilter.apply(canvas, drawn);
      style = drawn;
      if (!drawn.keepsColor()) {
        color = null;
      }
    }

    /** Two places side by side, one above the other, or across. */
    private List<Place> two() {
      return switch (random.nextInt(4)) {
        case 0 -> places(List.of(at(0.25f, 0.5f), at(0.75f, 0.5f)), 78, 94);
        case 1 -> places(List.of(at(0.5f, 0.25f), at(0.5f, 0.75f)), 78, 94);
        case 2 -> places(List.of(at(0.27f, 0.27f), at(0.73f, 0.73f)), 84, 104);
        default -> places(List.of(at(0.27f, 0.73f), at(0.73f, 0.27f)), 84, 104);
      };
    }

    private List<float[]> triple() {
      return switch (random.nextInt(3)) {
        case 0 -> List.of(at(0.25f, 0.73f), at(0.5f, 0.25f), at(0.75f, 0.73f));
        case 1 -> List.of(at(0.25f, 0.27f), at(0.5f, 0.75f), at(0.75f, 0.27f));
        default -> {
          List<float[]> quarters = corners(0.25f);
          quarters.remove(random.nextInt(4));
          yield quarters;
        }
      };
    }

    private List<float[]> corners(float margin) {
      float far = 1 - margin;
      return new ArrayList<>(
          List.of(at(margin, margin), at(margin, far), at(far, margin), at(far, far)));
    }

    /** A point as shares of the canvas. */
    private float[] at(float x, float y) {
      return new float[] {x, y};
    }

    /** Places around the given points, in their order, of sizes between the two. */
    private List<Place> places(List<float[]> points, int least, int most) {
      List<float[]> ordered = new ArrayList<>(points);
      ordered.sort(Comparator.<float[]>comparingDouble(p -> p[0]).thenComparingDouble(p -> p[1]));
      List<Place> places = new ArrayList<>();
      for (float[] point : ordered) {
        places.add(
            new Place(
                point[0] * SIZE + random.nextInt(-4, 5),
                point[1] * SIZE + random.nextInt(-4, 5),
                between(least, most)));
      }
      return places;
    }

    private void draw(int concept, Place place, int mostDegrees, int id) {
      boolean mirrored = random.nextBoolean();
      double angle = random.nextBoolean() ? turn(mostDegrees) : 0;
      sprites.draw(canvas, concept, place.cx(), place.cy(), place.size(), angle, mirrored, id);
    }

    private double turn(int mostDegrees) {
      return StrictMath.toRadians(random.nextDouble(-mostDegrees, mostDegrees));
    }

    private int pick(List<Integer> shown) {
      int drawn = random.nextInt(concepts.size());
      return shown.isEmpty() ? drawn : shown.getFirst();
    }

    /** Both ends included. */
    private int between(int least, int most) {
      return random.nextInt(least, most + 1);
    }
  }
}
