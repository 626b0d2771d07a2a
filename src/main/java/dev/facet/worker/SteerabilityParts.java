package dev.facet.worker;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.facet.core.FacetException;
import dev.facet.core.Provenance;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.UnitSteerability;
import dev.facet.protocol.ProtocolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has measured so far, one line a unit after a line that says what was asked of whom: a
 * run that was cut off goes on after the last whole line. A file of another question is begun anew.
 */
public final class SteerabilityParts {

  private static final Gson JSON = ProtocolJson.compact();

  private final Path file;
  private final Map<Integer, UnitSteerability> known = new TreeMap<>();
  private final String question;
  private boolean begun;

  /**
   * @param out the file that the whole result will be written to
   */
  public SteerabilityParts(Path out, SteerabilitySpec spec, Provenance provenance) {
    this.file = out.resolveSibling(out.getFileName() + ".part");
    question = JSON.toJson(List.of(JSON.toJsonTree(spec), JSON.toJsonTree(provenance)));
    this.begun = read(question);
    if (!begun) {
      known.clear();
    }
  }

  private boolean read(String question) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      String all = Files.readString(file);
      int whole = all.lastIndexOf('\n') + 1;
      List<String> lines = all.substring(0, whole).lines().toList();
      if (lines.isEmpty() || !lines.getFirst().equals(question)) {
        return false;
      }
      for (String line : lines.subList(1, lines.size())) {
        UnitSteerability unit = JSON.fromJson(line, UnitSteerability.class);
        known.put(unit.unit(), unit);
      }
      if (whole < all.length()) {
        write(all.substring(0, whole), StandardOpenOption.TRUNCATE_EXISTING);
      }
      return true;
    } catch (IOException | JsonParseException e) {
      return false;
    }
  }

  /** Units of an earlier run. */
  public Map<Integer, UnitSteerability> known() {
    return known;
  }

  /** Keeps a micro-batch. */
  public void add(List<UnitSteerability> batch) {
    if (!begun) { // not before: a question that is refused leaves no file behind
      write(question + "\n", StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
      begun = true;
    }
    StringBuilder lines = new StringBuilder();
    batch.forEach(unit -> lines.append(JSON.toJson(unit)).append('\n'));
    write(lines.toString(), StandardOpenOption.APPEND);
  }

  /** Deletes the file: the whole result is written. */
  public void done() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void write(String text, StandardOpenOption... how) {
    StandardOpenOption[] options = Arrays.copyOf(how, how.length + 1);
    options[how.length] = StandardOpenOption.WRITE;
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8), options);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private FacetException failed(IOException e) {
    return FacetException.badInput(file + " cannot be written: " + e.getMessage(), e);
  }
}
