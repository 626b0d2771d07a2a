package dev.facet.demo;

import java.util.Set;

/** The little English that captions need. */
final class Phrases {

  private static final Set<String> WITHOUT_ARTICLE = Set.of("fries", "glasses", "scissors", "food");

  private Phrases() {}

  /** A noun with its indefinite article, where it takes one. */
  static String a(String noun) {
    if (WITHOUT_ARTICLE.contains(noun)) {
      return noun;
    }
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }

  /** The plural of a class word. */
  static String pluralOfClass(String noun) {
    return noun.equals("food") ? noun : noun + "s";
  }
}
