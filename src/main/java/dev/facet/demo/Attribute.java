package dev.facet.demo;

import java.util.Locale;

/**
 * Something that can be true of a patch and that a latent can stand for.
 *
 * @param type what sort of fact
 * @param name its word: the concept's noun, the class, the colour …
 */
public record Attribute(Type type, String name) {

  /** Sorts of attributes. */
  public enum Type {
    /** A concept is to be seen. */
    OBJECT(true, false),
    /** A member of a narrow class is. */
    SUB(true, false),
    /** A member of a wide class is. */
    SUPER(true, false),
    /** Three and more of one concept. */
    COUNT(true, false),
    /** A wallpaper of one concept. */
    TILE(true, false),
    /** Colour of a plain, textured or blank background. */
    COLOR(false, true),
    /** Texture of the background. */
    TEXTURE(false, true),
    /** Scenery of the background. */
    SCENE(false, true),
    /** A blank image. */
    BLANK(false, true),
    /** Something done to the whole picture: seen on every patch. */
    STYLE(true, true);

    private final boolean onObjects;
    private final boolean onBackground;

    Type(boolean onObjects, boolean onBackground) {
      this.onObjects = onObjects;
      this.onBackground = onBackground;
    }

    /** Whether a patch that shows an object can have it. */
    public boolean onObjects() {
      return onObjects;
    }

    /** Whether a patch that shows background can have it. */
    public boolean onBackground() {
      return onBackground;
    }
  }

  @Override
  public String toString() {
    return type.name().toLowerCase(Locale.ROOT) + ":" + name;
  }
}
