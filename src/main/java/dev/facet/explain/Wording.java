package dev.facet.explain;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** From what a model wrote to an explanation. */
final class Wording {

  /** What models put in front; the longest that fits goes, with an article's "that" behind it. */
  private static final List<String> LEAD_INS =
      List.of(
          "the highlighted element in the images is",
          "the highlighted element in the image is",
          "the highlighted elements in the images are",
          "the highlighted element is",
          "the highlighted elements are",
          "the common element in the images is",
          "the common element is",
          "the images highlight",
          "the images show",
          "the images depict",
          "the image highlights",
          "the image shows",
          "the image depicts",
          "the image features",
          "these images show",
          "this image shows",
          "an image of",
          "a picture of",
          "summary:",
          "answer:");

  private static final Set<String> FILLERS =
      Set.of("a", "an", "the", "of", "in", "on", "at", "and", "is", "are", "with");

  private Wording() {}

  /** Without lead-ins and asterisks, on one line, capitalised. */
  static String clean(String raw) {
    String text = raw.replace("*", "").replaceAll("\\s+", " ").strip();
    boolean shortened = true;
    while (shortened) {
      shortened = false;
      String lower = text.toLowerCase(Locale.ROOT);
      for (String leadIn : LEAD_INS) {
        if (lower.startsWith(leadIn) && lower.length() > leadIn.length()) {
          String rest = text.substring(leadIn.length()).strip();
          // "An image of" must not eat the beginning of "an image often".
          boolean whole =
              leadIn.endsWith(":") || Character.isWhitespace(text.charAt(leadIn.length()));
          if (whole && !rest.isEmpty()) {
            text = rest;
            shortened = true;
            break;
          }
        }
      }
    }
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /**
   * The answer that agrees most with the others: the largest sum of shared words (Jaccard) with
   * them. Among short answers that is the most frequent one; a tie goes to the earlier, whose image
   * fires more strongly.
   */
  static int majority(List<String> answers) {
    List<Set<String>> words = answers.stream().map(Wording::words).toList();
    int best = 0;
    double most = -1;
    for (int i = 0; i < answers.size(); i++) {
      double agreement = 0;
      for (int j = 0; j < answers.size(); j++) {
        agreement += i == j ? 0 : jaccard(words.get(i), words.get(j));
      }
      if (agreement > most + 1e-12) {
        most = agreement;
        best = i;
      }
    }
    return best;
  }

  private static Set<String> words(String answer) {
    Set<String> words =
        new HashSet<>(Arrays.asList(answer.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
    words.removeAll(FILLERS);
    words.remove("");
    return words;
  }

  private static double jaccard(Set<String> a, Set<String> b) {
    Set<String> both = new HashSet<>(a);
    both.retainAll(b);
    int union = a.size() + b.size() - both.size();
    return union == 0 ? 1 : both.size() / (double) union;
  }
}
