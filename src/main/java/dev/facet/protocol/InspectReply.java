package dev.facet.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file or folder is, looked at as closely as opening it would.
 *
 * @param path absolute
 * @param kind which of the things that Facet works with
 * @param facts by the names that the field's own files use ({@code d_in}, {@code d_sae}, ...), in
 *     the order in which a person wants them
 * @param warnings what was assumed or looks wrong, one sentence each
 */
public record InspectReply(String path, Kind kind, List<Fact> facts, List<String> warnings) {

  /** What Facet works with. */
  public enum Kind {
    MODEL,
    SAE,
    IMAGES,
    STUDY
  }

  /** A fact and its value in words. */
  public record Fact(String name, String value) {}

  public InspectReply {
    facts = List.copyOf(facts);
    warnings = List.copyOf(warnings);
  }

  /** The value of a fact, or null where it does not apply. */
  public @Nullable String fact(String name) {
    return facts.stream()
        .filter(f -> f.name().equals(name))
        .map(Fact::value)
        .findFirst()
        .orElse(null);
  }
}
