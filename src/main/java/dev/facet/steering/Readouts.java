package dev.facet.steering;

import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.SteerabilitySpec;
import org.jspecify.annotations.Nullable;

/**
 * What steerability is measured over: words beside the image embedding where the site is in the
 * vision tower and the setup has an encoder and words, else the language model's first answer
 * token.
 */
final class Readouts {

  private final SteeringSetup setup;
  private final @Nullable ConceptMeter meter;

  Readouts(SteeringSetup setup, @Nullable ConceptMeter meter) {
    this.setup = setup;
    this.meter = meter;
  }

  /**
   * Words to measure over, or null for the first answer token.
   *
   * @param vocabulary file of words, or null for the setup's
   */
  ConceptMeter.@Nullable Vocabulary words(HookPoint site, @Nullable String vocabulary) {
    if (meter == null
        || site.tower() != Tower.VISION
        || (vocabulary == null && setup.vocabulary().isEmpty())) {
      return null;
    }
    return vocabulary != null
        ? meter.vocabulary(vocabulary, ConceptMeter.read(vocabulary))
        : meter.vocabulary(setup.vocabularyName(), setup.vocabulary());
  }

  /**
   * The readout over a spec's pictures. Call inside an NdScope that lives as long as it.
   *
   * @param words from {@link #words}
   */
  Readout of(
      SteeringEngine engine, SteerabilitySpec spec, ConceptMeter.@Nullable Vocabulary words) {
    return words == null || meter == null
        ? new FirstTokenReadout(engine, spec)
        : new ConceptReadout(
            engine.model(),
            engine::edits,
            meter,
            words,
            spec.site(),
            spec.images().stream().map(engine::image).toList());
  }
}
