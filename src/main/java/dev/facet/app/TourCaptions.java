package dev.facet.app;

import com.google.gson.GsonBuilder;
import dev.facet.core.AtomicFile;
import dev.facet.protocol.FeatureRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the model said at each strength of each feature that the tour visited. */
final class TourCaptions {

  /**
   * A line of {@code captions.json}.
   *
   * @param feature latent
   * @param label of the latent
   * @param strength raw
   * @param strengthInR in multiples of the mean residual norm
   * @param caption what the model said
   * @param unsteered what it said without steering
   * @param ms from the slider's move to the whole caption in the window
   */
  record Line(
      int feature,
      String label,
      double strength,
      double strengthInR,
      String caption,
      String unsteered,
      double ms) {}

  private final List<Line> lines = new ArrayList<>();

  void add(Line line) {
    lines.add(line);
  }

  private Stream<Line> changed(FeatureRow row) {
    return lines.stream()
        .filter(line -> line.feature() == row.feature())
        .filter(line -> !line.caption().equals(line.unsteered()));
  }

  /** The feature that changed the caption at most strengths. */
  FeatureRow mostChanged(List<FeatureRow> rows) {
    return rows.stream().max(Comparator.comparingLong(row -> changed(row).count())).orElseThrow();
  }

  /** The smallest strength at which a feature changes the caption. */
  Optional<Double> weakestChange(FeatureRow row) {
    return changed(row).map(Line::strength).min(Comparator.naturalOrder());
  }

  /**
   * Whether what the model says depends on the strength, for most features that were visited: some
   * latents stand for what a caption does not mention.
   */
  boolean changed(List<FeatureRow> rows, Consumer<String> say) {
    List<FeatureRow> same = rows.stream().filter(row -> changed(row).findAny().isEmpty()).toList();
    same.forEach(
        row ->
            say.accept(
                "The captions of feature " + row.feature() + " did not change with the strength"));
    return 2 * (rows.size() - same.size()) > rows.size();
  }

  /** Writes {@code captions.json}. */
  Path write(Path folder) {
    Path file = folder.resolve("captions.json");
    String json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(lines);
    AtomicFile.write(file, (json + "\n").getBytes(StandardCharsets.UTF_8));
    return file;
  }
}
