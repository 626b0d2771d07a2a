package dev.facet.core;

import org.jspecify.annotations.Nullable;

/** Which Facet this is. */
public final class FacetVersion {

  private FacetVersion() {}

  /** The version in the manifest of the jar, or {@code development} when run from class files. */
  public static String current() {
    @Nullable String packaged = FacetVersion.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }
}
