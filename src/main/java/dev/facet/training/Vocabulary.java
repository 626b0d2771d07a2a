package dev.facet.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Words to token numbers for captions made by the demo world: one word, one token. The shipped
 * {@code tokenizer.json} holds the same table.
 */
final class Vocabulary {

  static final int PAD = 0;
  static final int BOS = 1;
  static final int UNKNOWN = 2;
  static final int EOS = 3;
  static final int IMAGE = 4;

  private final List<String> words;
  private final Map<String, Integer> ids = new HashMap<>();

  Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    for (String word : words) {
      ids.put(word, ids.size());
    }
  }

  int size() {
    return words.size();
  }

  List<String> words() {
    return words;
  }

  /** One number a word. */
  int[] encode(String text) {
    return Arrays.stream(text.split(" ")).mapToInt(this::id).toArray();
  }

  private int id(String word) {
    Integer id = ids.get(word);
    if (id == null) {
      throw new IllegalArgumentException("'" + word + "' is not in the vocabulary");
    }
    return id;
  }

  /** {@code <bos> words <eos>} of each text, padded at the right: {@code [texts, longest]}. */
  long[][] encodeCaptions(List<String> texts) {
    int[][] encoded = texts.stream().map(this::encode).toArray(int[][]::new);
    int longest = Arrays.stream(encoded).mapToInt(e -> e.length).max().orElse(0) + 2;
    long[][] all = new long[encoded.length][longest];
    for (int i = 0; i < encoded.length; i++) {
      all[i][0] = BOS;
      for (int j = 0; j < encoded[i].length; j++) {
        all[i][j + 1] = encoded[i][j];
      }
      all[i][encoded[i].length + 1] = EOS;
    }
    return all;
  }

  /** Words up to the end token, special tokens left out. */
  String decode(long[] tokens) {
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      if (token == EOS) {
        break;
      }
      if (token > IMAGE) {
        text.append(text.isEmpty() ? "" : " ").append(words.get((int) token));
      }
    }
    return text.toString();
  }
}
