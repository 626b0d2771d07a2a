package dev.facet.checkpoint;

import dev.facet.core.FacetException;

/**
 * Why a pickle is not read.
 *
 * @param file for messages
 */
record PickleErrors(String file) {

  /**
   * @param what the pickle names, as the end of a sentence
   */
  FacetException code(String what) {
    return FacetException.badInput(
        file
            + " would have to run code to be read: its pickle names "
            + what
            + "; such files are never opened");
  }

  /**
   * @param what it holds, as the end of a sentence
   */
  FacetException bad(String what) {
    return FacetException.badInput(file + " has a damaged pickle: it holds " + what);
  }

  /** The library answers damage with whatever exception comes first. */
  FacetException damaged(Exception e) {
    return FacetException.badInput(
        file
            + " has a damaged pickle: "
            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
        e);
  }
}
