package dev.facet.worker;

import dev.facet.protocol.PackedFloats;
import dev.facet.protocol.StudyQuality;
import dev.facet.workspace.EncoderStore;
import dev.facet.workspace.Study;
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

  private static @Nullable Double defined(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
