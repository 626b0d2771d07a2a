package dev.facet.demo;

/** What sort of picture a demo image is. */
public enum ImageKind {
  /** One object. */
  ONE,
  /** Two or three different objects that do not touch. */
  SEVERAL,
  /** Three to five objects of one concept. */
  COUNT,
  /** One concept repeated as wallpaper. */
  TILE,
  /** A background and nothing on it. */
  BACKGROUND,
  /** White, black or grey, and nothing else. */
  BLANK
}
