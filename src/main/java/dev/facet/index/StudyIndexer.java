package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.model.DualEncoder;
import dev.facet.model.ImageEncoder;
import dev.facet.sae.SaeFit;
import dev.facet.tensor.NdScope;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a study from a model, an SAE and a folder of images: the pass over the corpus, then labels,
 * monosemanticity and neighbours. Belongs to the engine thread. Killed at any moment and started
 * again it goes on, and the study comes out the same.
 */
public final class StudyIndexer {

  private static final Logger LOG = LoggerFactory.getLogger(StudyIndexer.class);

  /** Labels kept of each latent. */
  private static final int LABELS = 5;

  private static final int TEXTS_AT_ONCE = 64;

  private final IndexSpec spec;
  private final NDManager manager;
  private final Progress progress;
  private final Cancellation cancellation;
  private final IndexHost host;
  private final int partImages;

  private StudyIndexer(
      IndexSpec spec,
      NDManager manager,
      Progress progress,
      Cancellation cancellation,
      IndexHost host,
      int partImages) {
    this.partImages = partImages;
    this.spec = spec;
    this.manager = manager;
    this.host = host;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Makes or completes the study.
   *
   * @param manager under which models are loaded; they are closed at the end
   * @param host told when there is something to look at
   * @return the finished study, open
   * @throws FacetException when a part is missing or damaged, or they do not go together
   * @throws java.util.concurrent.CancellationException when cancelled; what was committed stays
   */
  public static Study index(
      IndexSpec spec,
      NDManager manager,
      Progress progress,
      Cancellation cancellation,
      IndexHost host) {
    return index(spec, manager, progress, cancellation, host, CorpusIndexer.PART_IMAGES);
  }

  /** With parts of a size of one's own. */
  static Study index(
      IndexSpec spec,
      NDManager manager,
      Progress progress,
      Cancellation cancellation,
      IndexHost host,
      int partImages) {
    try (NDManager own = manager.newSubManager()) {
      return new StudyIndexer(spec, own, progress, cancellation, host, partImages).index();
    }
  }

  private Study index() {
    progress.report("reading the folder of images", 0, 0);
    CorpusFolder corpus = CorpusFolder.open(spec.images());
    progress.report("loading the model", 0, 0);
    try (Networks networks = Networks.open(spec, manager)) {
      Study study = openOrCreate(corpus, networks);
      try {
        if (!study.manifest().complete()) {
          fill(study, corpus, networks);
        }
        return study;
      } catch (RuntimeException | Error e) {
        study.close();
        throw e;
      }
    }
  }

  private void fill(Study study, CorpusFolder corpus, Networks networks) {
    if (study.manifest().shown() != null) {
      host.changed(study);
    }
    List<String> words = vocabulary(corpus);
    study.putVocabulary(words);
    ImageEncoder encoder = networks.encoder();
    LabelFinder finder =
        encoder instanceof DualEncoder dual ? new LabelFinder(words, embed(dual, words)) : null;
    int width = finder != null ? finder.width() : encoder != null ? encoder.vision().width() : 0;
    CorpusFigures figures =
        networks
            .indexer(partImages)
            .run(
                corpus,
                study,
                progress,
                cancellation,
                host == IndexHost.ALONE ? null : soFar -> show(study, width, finder, soFar));
    DecoderNeighbours.put(networks.sae(), study, progress, cancellation);
    CoActivationNeighbours.put(study, progress, cancellation);
    mean(study, width, finder);
    if (width > 0) {
      MonoSemanticityPass scores =
          MonoSemanticityPass.of(study, study.images()::embeddings, width, progress, cancellation);
      study
          .encoders()
          .put(
              networks.towerFingerprint(),
              networks.encoderName(),
              scores.latents(),
              scores.neurons());
    }
    SaeFit fit = SaeFit.of(networks.sae().info(), figures.l0(), figures.explainedVariance());
    LOG.info("{}: {}", networks.sae().info().path(), fit.line());
    fit.warnings().forEach(w -> LOG.warn("{}: {}", networks.sae().info().path(), w));
    TaxonomyDepths.put(networks.sae().info().groupSizes(), study, progress, cancellation);
    study.finish(figures.withSites(networks.sanity(corpus, manager, progress, cancellation)));
    host.changed(study);
  }

  /** Makes what is committed ready to be looked at. */
  private void show(Study study, int width, @Nullable LabelFinder finder, CorpusFigures soFar) {
    mean(study, width, finder);
    study.showSoFar(soFar);
    host.changed(study);
  }

  /**
   * Finds what the latents mean in the encoder's space, and the words for that.
   *
   * @param width d, of the embeddings; 0 where there are none
   * @param finder null where the encoder knows no words
   */
  private void mean(Study study, int width, @Nullable LabelFinder finder) {
    if (width == 0) {
      return;
    }
    Meanings meanings = Meanings.of(study, width, cancellation);
    if (finder != null) {
      study
          .findings()
          .putLabels(
              Arrays.stream(meanings.directions()).map(m -> finder.labels(m, LABELS)).toList());
    }
    study.meanings().putMeanings(meanings.directions(), meanings.mean());
  }

  private float[][] embed(DualEncoder encoder, List<String> words) {
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < words.size(); from += TEXTS_AT_ONCE) {
      cancellation.check();
      progress.report("reading words", from, words.size());
      List<String> some = words.subList(from, Math.min(words.size(), from + TEXTS_AT_ONCE));
      try (NdScope _ = new NdScope()) {
        NDArray embeddings = encoder.textEmbeddings(some);
        int width = (int) embeddings.getShape().get(1);
        float[] flat = embeddings.toFloatArray();
        for (int i = 0; i < some.size(); i++) {
          rows.add(Arrays.copyOfRange(flat, i * width, (i + 1) * width));
        }
      }
    }
    return rows.toArray(float[][]::new);
  }

  private List<String> vocabulary(CorpusFolder corpus) {
    if (!spec.vocabulary().isEmpty()) {
      return spec.vocabulary();
    }
    List<String> beside = corpus.vocabulary();
    return beside.isEmpty() ? builtInWords() : beside;
  }

  /** Everyday things, places, colours, textures and materials: our own list. */
  public static List<String> builtInWords() {
    try (InputStream in = StudyIndexer.class.getResourceAsStream("words.txt");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      return reader.lines().map(String::strip).filter(w -> !w.isEmpty()).distinct().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Study openOrCreate(CorpusFolder corpus, Networks networks) {
    Provenance provenance = networks.provenance(corpus);
    if (!Study.isStudy(spec.out())) {
      return Study.create(spec.out(), networks.manifest(corpus));
    }
    Study study = host.open(spec.out());
    String difference = difference(study.manifest().provenance(), provenance);
    if (difference != null) {
      study.close();
      throw FacetException.mismatch(
          "The folder "
              + spec.out()
              + " holds a study of other parts: "
              + difference
              + "; choose another folder for the new study");
    }
    return study;
  }

  private static @Nullable String difference(Provenance old, Provenance now) {
    if (!old.modelFingerprint().equals(now.modelFingerprint())) {
      return "its model was " + old.model() + " (" + old.modelFingerprint() + ")";
    }
    if (!Objects.equals(old.saeFingerprint(), now.saeFingerprint())) {
      return "its SAE was " + old.sae() + " (" + old.saeFingerprint() + ")";
    }
    if (!Objects.equals(old.site(), now.site())) {
      return "its site was " + old.site();
    }
    if (!old.arithmetic().equals(now.arithmetic())) {
      return "its arithmetic was " + old.arithmetic();
    }
    if (!Objects.equals(old.corpusFingerprint(), now.corpusFingerprint())) {
      return "its images have changed since";
    }
    return null;
  }
}
