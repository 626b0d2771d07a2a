package dev.facet.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is true of a demo image.
 *
 * @param kind sort of picture
 * @param objects concept of each object, in reading order (left to right, then downwards); object i
 *     has the number 1 + i in {@link DemoImage#objectIds}. A wallpaper has one; pictures without
 *     objects have none
 * @param count objects to be seen: the length of {@code objects}, or the copies of a wallpaper that
 *     touch the canvas
 * @param color of a plain, textured or blank background; null under scenery and where a style took
 *     the colours away
 * @param texture or null
 * @param scenery or null
 * @param style or null
 */
public record DemoScene(
    ImageKind kind,
    List<Integer> objects,
    int count,
    @Nullable DemoColor color,
    @Nullable Texture texture,
    @Nullable Scenery scenery,
    @Nullable ImageStyle style) {

  public DemoScene {
    objects = List.copyOf(objects);
  }

  /** Concepts shown, each once, in reading order. */
  public List<Integer> concepts() {
    return objects.stream().distinct().toList();
  }

  public boolean isBlank() {
    return kind == ImageKind.BLANK;
  }
}
