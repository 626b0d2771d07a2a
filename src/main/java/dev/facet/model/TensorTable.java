package dev.facet.model;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What tensors the parts of a model folder must have, as {@code tensors.txt} lists them, against
 * what the headers of its files say. No tensor is read.
 */
final class TensorTable {

  private record Line(String name, boolean required, List<String> sizes) {}

  private final Map<String, List<Line>> sections;

  private TensorTable(Map<String, List<Line>> sections) {
    this.sections = sections;
  }

  static TensorTable load() {
    try (InputStream in = TensorTable.class.getResourceAsStream("tensors.txt")) {
      if (in == null) {
        throw new IllegalStateException("tensors.txt is missing beside " + TensorTable.class);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TensorTable parse(String text) {
    Map<String, List<Line>> sections = new HashMap<>();
    List<Line> section = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        section = new ArrayList<>();
        sections.put(line.substring(1, line.length() - 1), section);
      } else if (line.startsWith("+")) {
        section.addAll(sections.getOrDefault(line.substring(1), List.of()));
      } else {
        List<String> words = List.of(line.split(" +"));
        boolean optional = words.getFirst().startsWith("?");
        String name = words.getFirst().substring(optional ? 1 : 0);
        section.add(new Line(name, !optional, words.subList(1, words.size())));
      }
    }
    return new TensorTable(sections);
  }

  /**
   * Checks one part.
   *
   * @param section of {@code tensors.txt}
   * @param part in words, for errors
   * @param prefixes under which it may lie, in order of preference
   * @param layers that {@code *} stands for
   * @param sizes what the letters mean
   * @throws FacetException when a tensor is missing or has another shape
   */
  void check(
      Checkpoint checkpoint,
      String section,
      String part,
      List<String> prefixes,
      int layers,
      Map<String, Integer> sizes) {
    List<Line> lines = sections.getOrDefault(section, List.of());
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("no section " + section);
    }
    String probe = lines.getFirst().name.replace("*", "0");
    String prefix = checkpoint.prefixOf(part, probe, prefixes);
    for (Line line : lines) {
      long[] shape = line.sizes.stream().mapToLong(s -> size(s, sizes)).toArray();
      if (line.name.contains("*")) {
        for (int layer = 0; layer < layers; layer++) {
          String name = prefix + line.name.replace("*", Integer.toString(layer));
          check(checkpoint, name, line.required, shape);
        }
      } else {
        check(checkpoint, prefix + line.name, line.required, shape);
      }
    }
  }

  private static void check(Checkpoint c, String name, boolean required, long[] expected) {
    if (!c.has(name)) {
      if (required) {
        throw FacetException.badInput(
            c.path()
                + " lacks tensor '"
                + name
                + "', expected with shape "
                + Arrays.toString(expected));
      }
      return;
    }
    long[] found = c.info(name).shape();
    if (!Arrays.equals(found, expected)) {
      throw FacetException.badInput(
          c.path()
              + ": tensor '"
              + name
              + "' does not fit config.json: expected "
              + Arrays.toString(expected)
              + ", found "
              + Arrays.toString(found));
    }
  }

  /** A number, a letter, or a multiple of a letter. */
  private static long size(String word, Map<String, Integer> sizes) {
    int letter = word.length() - 1;
    if (Character.isDigit(word.charAt(letter))) {
      return Long.parseLong(word);
    }
    Integer value = sizes.get(word.substring(letter));
    if (value == null) {
      throw new IllegalArgumentException("no size " + word);
    }
    return (letter == 0 ? 1 : Long.parseLong(word.substring(0, letter))) * value;
  }
}
