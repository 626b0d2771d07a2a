package dev.facet.model;

/** The patches of one image or tile: patch index = row · columns + column. */
public record PatchGrid(int rows, int columns) {

  public int patches() {
    return rows * columns;
  }
}
