package dev.facet.core;

import org.jspecify.annotations.Nullable;

/**
 * An error that a person can act on: its message is one clear sentence that names the thing at
 * fault, what was expected and what was found. Everything else that is thrown is a defect of Facet.
 */
public final class FacetException extends RuntimeException {

  /**
   * What sort of trouble it is; the window chooses icon and remedy by it, the command line its exit
   * code.
   */
  public enum Kind {
    /** A file, folder or argument that is not what it must be. */
    BAD_INPUT,
    /** Something named that does not exist. */
    NOT_FOUND,
    /** Two things that do not belong together: model and SAE, study and model. */
    MISMATCH,
    /** Written by a newer Facet. */
    NEWER_VERSION,
    /** Held by another process. */
    BUSY,
    /** Disk or memory is used up. */
    NO_SPACE,
    /** The engine or the worker failed. */
    ENGINE
  }

  private final Kind kind;

  public FacetException(Kind kind, String message) {
    this(kind, message, null);
  }

  public FacetException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public static FacetException badInput(String message) {
    return new FacetException(Kind.BAD_INPUT, message);
  }

  public static FacetException badInput(String message, @Nullable Throwable cause) {
    return new FacetException(Kind.BAD_INPUT, message, cause);
  }

  public static FacetException notFound(String message) {
    return new FacetException(Kind.NOT_FOUND, message);
  }

  public static FacetException mismatch(String message) {
    return new FacetException(Kind.MISMATCH, message);
  }

  public Kind kind() {
    return kind;
  }
}
