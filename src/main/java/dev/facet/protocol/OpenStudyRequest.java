package dev.facet.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Opens a study.
 *
 * @param path its folder, or null for the embedded demo study
 * @param growing whether a study that is not finished will do: one that is being indexed opens as
 *     soon as some images can be looked at, and {@code study/changed} tells when there are more
 */
public record OpenStudyRequest(@Nullable String path, boolean growing) {

  /** Of a finished study; the demo study is waited for. */
  public OpenStudyRequest(@Nullable String path) {
    this(path, false);
  }
}
