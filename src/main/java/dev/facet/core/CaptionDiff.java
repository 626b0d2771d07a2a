package dev.facet.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What changed between two captions, word by word: a longest common subsequence of words. */
public final class CaptionDiff {

  /** What happened to some words. */
  public enum Kind {
    SAME,
    /** Only in the caption before. */
    REMOVED,
    /** Only in the caption after. */
    INSERTED
  }

  /** Neighbouring words of one kind, with single spaces between them. */
  public record Span(Kind kind, String text) {}

  private record Word(Kind kind, String text) {}

  private CaptionDiff() {}

  /**
   * The words of both captions in one order; removed words stand before the inserted ones that
   * replace them.
   *
   * @param before a caption of at most some hundred words
   * @param after another
   */
  public static List<Span> diff(String before, String after) {
    String[] a = words(before);
    String[] b = words(after);
    int[][] common = new int[a.length + 1][b.length + 1];
    for (int i = a.length - 1; i >= 0; i--) {
      for (int j = b.length - 1; j >= 0; j--) {
        common[i][j] =
            a[i].equals(b[j])
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Word> words = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i].equals(b[j])) {
        words.add(new Word(Kind.SAME, a[i]));
        i++;
        j++;
      } else if (j == b.length || i < a.length && common[i + 1][j] >= common[i][j + 1]) {
        words.add(new Word(Kind.REMOVED, a[i++]));
      } else {
        words.add(new Word(Kind.INSERTED, b[j++]));
      }
    }
    return spans(words);
  }

  private static List<Span> spans(List<Word> words) {
    List<Span> spans = new ArrayList<>();
    for (Word word : words) {
      Span last = spans.isEmpty() ? null : spans.getLast();
      if (last != null && last.kind == word.kind) {
        spans.set(spans.size() - 1, new Span(word.kind, last.text + " " + word.text));
      } else {
        spans.add(new Span(word.kind, word.text));
      }
    }
    return Collections.unmodifiableList(spans);
  }

  private static String[] words(String caption) {
    String stripped = caption.strip();
    return stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
  }
}
