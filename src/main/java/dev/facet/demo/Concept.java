package dev.facet.demo;

/**
 * A thing that the demo world can show.
 *
 * @param index its line in the concept table, from 0: the class number of patch labels
 * @param word the noun, one vocabulary word
 * @param plural its plural, one vocabulary word
 * @param subClass narrow class ("mammal"); some are only names for a group and never spoken, see
 *     {@link DemoCaptions#isSpoken}
 * @param superClass wide class ("animal")
 * @param codePoints Unicode code points of the emoji, hexadecimal, joined by hyphens
 * @param sheetX strip of the sprite archive
 * @param sheetY place in the strip
 */
public record Concept(
    int index,
    String word,
    String plural,
    String subClass,
    String superClass,
    String codePoints,
    int sheetX,
    int sheetY) {

  /** The noun with its article: "an apple". */
  public String phrase() {
    return Phrases.a(word);
  }
}
