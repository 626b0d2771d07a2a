package dev.facet.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All concepts of the demo world, in the order of their indices. Immutable. */
public final class ConceptTable {

  private static final String RESOURCE = "concepts.tsv";

  private final List<Concept> concepts;
  private final Map<String, Concept> byWord = new HashMap<>();

  private ConceptTable(List<Concept> concepts) {
    this.concepts = List.copyOf(concepts);
    for (Concept concept : concepts) {
      byWord.put(concept.word(), concept);
    }
  }

  /** Reads the table that comes with the program. */
  public static ConceptTable load() {
    List<Concept> concepts = new ArrayList<>();
    try (InputStream bytes = ConceptTable.class.getResourceAsStream(RESOURCE)) {
      if (bytes == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is not on the class path");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
      boolean header = true;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (header) {
          header = false;
          continue;
        }
        String[] field = line.split("\t", -1);
        concepts.add(
            new Concept(
                concepts.size(),
                field[0],
                field[1],
                field[2],
                field[3],
                field[4],
                Integer.parseInt(field[5]),
                Integer.parseInt(field[6])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ConceptTable(concepts);
  }

  public int size() {
    return concepts.size();
  }

  public Concept get(int index) {
    return concepts.get(index);
  }

  /** In the order of their indices. */
  public List<Concept> concepts() {
    return concepts;
  }

  /** The concept with this singular noun. */
  public Optional<Concept> byWord(String word) {
    return Optional.ofNullable(byWord.get(word));
  }
}
