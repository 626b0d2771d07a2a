package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.core.UnitSteerability;
import dev.facet.image.RgbImage;
import dev.facet.metrics.Steerability;
import dev.facet.model.DualEncoder;
import dev.facet.model.Hooks;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Edits an encoder of images and texts that has no language model behind it, and reads where the
 * image embedding goes among words: S and power as Joseph et al. (arXiv 2504.08729) measure them,
 * on CLIP itself. The points of its sweeps have no captions. Confined to the thread that opened the
 * encoder.
 */
public final class EmbeddingSteering implements EffectMeter {

  private final DualEncoder encoder;
  private final PatchActivations pictures;
  private final ConceptMeter meter;
  private final Directions directions;
  private final SteerableSites sites;
  private final List<String> words;
  private final String wordsName;
  private final Provenance provenance;

  /**
   * @param sae what latents without a path belong to, or null; stays open
   * @param pictures of the same tower: reads images, and knows R
   * @param corpus image by id of the open study: {@code corpus:ID}
   * @param words what steerability is measured over
   * @param wordsName their name
   * @param provenance written into every result; the site is filled in
   * @param vectors folder where text embeddings and means are kept by content, or null
   */
  public EmbeddingSteering(
      DualEncoder encoder,
      @Nullable Sae sae,
      PatchActivations pictures,
      Function<String, RgbImage> corpus,
      List<String> words,
      String wordsName,
      Provenance provenance,
      @Nullable Path vectors) {
    this.encoder = encoder;
    this.pictures = pictures;
    this.words = List.copyOf(words);
    this.wordsName = wordsName;
    this.provenance = provenance;
    VectorStore store = new VectorStore(vectors);
    this.meter = new ConceptMeter(encoder, store);
    this.sites = SteerableSites.of(encoder);
    this.directions =
        new Directions(
            encoder.manager(),
            sae,
            new ImageMeans(
                encoder.fingerprint() + " " + encoder.arithmetic().used().word(),
                encoder,
                ImageTokens.ofTower(encoder),
                new ImageAddresses(corpus, encoder.nativeSize()),
                store));
  }

  @Override
  public List<HookPoint> sites() {
    return SteerableSites.all(encoder);
  }

  @Override
  public double residualNorm(HookPoint site, List<String> images) {
    return pictures.norm(site, images);
  }

  @Override
  public Provenance provenance(@Nullable HookPoint site) {
    return provenance.at(site);
  }

  @Override
  public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    ConceptMeter.Vocabulary vocabulary = vocabulary(spec.vocabulary());
    HookPoint site = spec.intervention().site();
    try (NdScope scope = new NdScope()) {
      edits(List.of(spec.edits(1))); // what does not exist is refused before anything is computed
      ConceptReadout readout = readout(lowest(spec), spec.images(), vocabulary);
      double[][] before = probabilities(readout, List.of(spec.others())).getFirst();
      List<Double> all = spec.measured();
      List<SweepPoint> points = new ArrayList<>();
      for (int at = 0; at < all.size(); at += readout.rows()) {
        cancellation.check();
        List<Double> batch = all.subList(at, Math.min(all.size(), at + readout.rows()));
        List<double[][]> after = probabilities(readout, batch.stream().map(spec::edits).toList());
        for (int i = 0; i < batch.size(); i++) {
          boolean unchanged = spec.intervention().withStrength(batch.get(i)).changesNothing();
          SweepPoint point =
              SweepRun.point(
                  batch.get(i),
                  CaptionResult.NONE,
                  Steerability.effect(before, unchanged ? before : after.get(i)),
                  vocabulary.words());
          each.accept(point);
          points.add(point);
        }
      }
      return new SweepResult(
          spec, residualNorm(site, spec.images()), points, vocabulary.name(), provenance(site));
    }
  }

  @Override
  public SteerabilityResult steerability(
      SteerabilitySpec spec,
      Map<Integer, UnitSteerability> known,
      Consumer<List<UnitSteerability>> each,
      Progress progress,
      Cancellation cancellation) {
    try (NdScope scope = new NdScope()) {
      edits(List.of(List.of(spec.edit(spec.units().getLast(), spec.strengths().getLast()))));
      ConceptReadout readout = readout(spec.site(), spec.images(), vocabulary(spec.vocabulary()));
      List<UnitSteerability> units =
          SteerabilityRun.all(spec, readout, known, each, progress, cancellation);
      return SteerabilityResult.of(
          spec,
          residualNorm(spec.site(), spec.images().subList(0, 1)),
          readout.name(),
          readout.words().size(),
          units,
          provenance(spec.site()));
    }
  }

  private ConceptMeter.Vocabulary vocabulary(@Nullable String file) {
    return file == null
        ? meter.vocabulary(wordsName, words)
        : meter.vocabulary(file, ConceptMeter.read(file));
  }

  private ConceptReadout readout(
      HookPoint site, List<String> images, ConceptMeter.Vocabulary vocabulary) {
    return new ConceptReadout(
        encoder,
        this::edits,
        meter,
        vocabulary,
        site,
        images.stream().map(pictures::image).toList());
  }

  private Edits edits(List<List<Intervention>> rows) {
    return Edits.of(rows, directions, sites);
  }

  /** Below it nothing is edited. */
  private HookPoint lowest(SweepSpec spec) {
    return spec.edits(0).stream()
        .map(Intervention::site)
        .min(Comparator.comparingInt(site -> Hooks.residualIndex(site, encoder.vision().layers())))
        .orElseThrow();
  }

  /** Of each row, the softmax over the words of each picture [pictures][V]. */
  private static List<double[][]> probabilities(
      ConceptReadout readout, List<List<Intervention>> rows) {
    int vocabulary = readout.words().size();
    List<List<double[]>> found = new ArrayList<>();
    rows.forEach(row -> found.add(new ArrayList<>()));
    for (int part = 0; part < readout.parts(); part++) {
      try (NdScope scope = new NdScope()) {
        NDArray p = readout.logits(part, rows).softmax(2);
        int pictures = (int) p.getShape().get(1);
        double[] all = p.toDoubleArray();
        for (int r = 0; r < rows.size(); r++) {
          for (int n = 0; n < pictures; n++) {
            double[] one = new double[vocabulary];
            System.arraycopy(all, (r * pictures + n) * vocabulary, one, 0, vocabulary);
            found.get(r).add(one);
          }
        }
      }
    }
    return found.stream().map(row -> row.toArray(double[][]::new)).toList();
  }

  @Override
  public void close() {
    directions.close();
  }
}
