package dev.facet.worker;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.protocol.PackedFloats;
import dev.facet.protocol.StudyQuality;
import dev.facet.workspace.EncoderStore;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How good a study's SAE is, as the window shows it. Safe to use from any thread. */
final class QualityService {

  private QualityService() {}

  static StudyQuality quality(Study study) {
    EncoderStore encoders = study.encoders();
    return new StudyQuality(
        encoders.all().stream()
            .map(
                e ->
                    new StudyQuality.Scores(
                        e.name(),
                        e.chosen(),
                        PackedFloats.of(encoders.scores(e.fingerprint(), false)),
                        PackedFloats.of(encoders.scores(e.fingerprint(), true))))
            .toList(),
        explained(study.explanations().all()),
        study.depths().levels().stream()
            .map(
                l ->
                    new StudyQuality.Level(
                        l.level(),
                        l.latents(),
                        l.measured(),
                        defined(l.meanDepth()),
                        defined(l.meanMonosemanticity())))
            .toList());
  }

  private record Way(String model, ExplainMethod method, Control control) {}

  private static List<StudyQuality.Explained> explained(List<Explanation> explanations) {
    Map<Way, List<Explanation.Scores>> scores =
        new TreeMap<>(
            Comparator.comparing(Way::method)
                .thenComparing(Way::model)
                .thenComparing(Way::control));
    for (Explanation e : explanations) {
      Explanation.Scores known = e.scores();
      if (known != null) {
        Way way = new Way(e.recipe().provenance().model(), e.method(), e.control());
        scores.computeIfAbsent(way, w -> new ArrayList<>()).add(known);
      }
    }
    return scores.entrySet().stream().map(e -> explained(e.getKey(), e.getValue())).toList();
  }

  private static StudyQuality.Explained explained(Way way, List<Explanation.Scores> scores) {
    double[] clip = known(scores, Explanation.Scores::clip);
    double[] auroc = known(scores, Explanation.Scores::auroc);
    return new StudyQuality.Explained(
        way.model(),
        way.method(),
        way.control(),
        scores.size(),
        clip.length == 0 ? null : mean(clip),
        error(clip),
        auroc.length == 0 ? null : mean(auroc),
        error(auroc));
  }

  private static double[] known(
      List<Explanation.Scores> scores, Function<Explanation.Scores, @Nullable Double> score) {
    return scores.stream()
        .map(score)
        .flatMap(Stream::ofNullable)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** Standard error of the mean; 0 of a single value. */
  private static double error(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
  }

  private static @Nullable Double defined(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
