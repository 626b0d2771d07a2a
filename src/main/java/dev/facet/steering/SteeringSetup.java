package dev.facet.steering;

import dev.facet.core.FacetException;
import dev.facet.core.Provenance;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SteeringEngine} works with. It closes none of it.
 *
 * @param model writes the captions
 * @param encoder image and text towers for steerability, its vision tower the model's own; null
 *     where there is none
 * @param sae the SAE that directions without a path mean, or null
 * @param corpus image by id of the open study: {@code corpus:ID}
 * @param vocabulary what steerability is measured over when a sweep names none
 * @param vocabularyName its name
 * @param provenance written into every result; the site is filled in
 * @param cacheBytes most memory that the caches keep between two requests
 * @param tower fingerprint of the vision tower that encoder and SAE must belong to; the model's
 *     own, or that of the tower of which the model's is a rounding
 * @param vectors folder where text embeddings and means of image sets are kept by content, or null
 */
public record SteeringSetup(
    VisionLanguageModel model,
    @Nullable DualEncoder encoder,
    @Nullable Sae sae,
    Function<String, RgbImage> corpus,
    List<String> vocabulary,
    String vocabularyName,
    Provenance provenance,
    long cacheBytes,
    String tower,
    @Nullable Path vectors) {

  /** Enough for some hundred residuals of a base-size tower. */
  public static final long DEFAULT_CACHE_BYTES = 256L << 20;

  public SteeringSetup {
    vocabulary = List.copyOf(vocabulary);
    if (encoder != null && !encoder.towerFingerprint().equals(tower)) {
      throw FacetException.mismatch(
          "The text and image encoder "
              + encoder.info().name()
              + " has another vision tower than "
              + model.info().name()
              + ": steerability would be measured on a different network");
    }
    if (sae != null) {
      String trained = sae.info().towerFingerprint();
      if (trained != null && !trained.isEmpty() && !trained.equals(tower)) {
        throw FacetException.mismatch(
            "The SAE "
                + sae.info().path()
                + " was trained on vision tower "
                + trained
                + "; "
                + model.info().name()
                + " has tower "
                + tower);
      }
    }
  }

  public SteeringSetup(
      VisionLanguageModel model,
      @Nullable DualEncoder encoder,
      @Nullable Sae sae,
      Function<String, RgbImage> corpus,
      List<String> vocabulary,
      String vocabularyName,
      Provenance provenance,
      long cacheBytes) {
    this(
        model,
        encoder,
        sae,
        corpus,
        vocabulary,
        vocabularyName,
        provenance,
        cacheBytes,
        model.towerFingerprint(),
        null);
  }

  /** A model alone, or with one SAE: no study, no steerability. */
  public static SteeringSetup of(
      VisionLanguageModel model, @Nullable Sae sae, String facetVersion) {
    Provenance provenance =
        new Provenance(
            model.info().name(),
            model.fingerprint(),
            model.towerFingerprint(),
            sae == null ? null : sae.info().path(),
            sae == null ? null : sae.info().fingerprint(),
            null,
            null,
            null,
            model.arithmetic().used().word(),
            facetVersion);
    return new SteeringSetup(
        model,
        null,
        sae,
        id -> {
          throw FacetException.notFound("corpus:" + id + " needs an open study");
        },
        List.of(),
        "",
        provenance,
        DEFAULT_CACHE_BYTES);
  }

  /** The same with an encoder and the words that steerability is measured over. */
  public SteeringSetup withEncoder(DualEncoder newEncoder, List<String> words, String name) {
    return new SteeringSetup(
        model, newEncoder, sae, corpus, words, name, provenance, cacheBytes, tower, vectors);
  }
}
