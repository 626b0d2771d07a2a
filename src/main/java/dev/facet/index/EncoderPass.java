package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.image.ImageProcessor;
import dev.facet.index.ImagePrefetch.Prepared;
import dev.facet.model.ImageEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionTower;
import dev.facet.tensor.NdScope;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * MonoSemanticity with another image encoder E than the study's own: the corpus goes through E once
 * (a dual encoder's shared space, or the pooled output of a tower without text, such as DINOv2's
 * CLS token), then the scores follow from the stored codes. Embeddings are kept in parts; a run
 * that was cut off goes on. Belongs to the engine thread.
 */
public final class EncoderPass {

  private static final int COMMITTED_AT_ONCE = 256;

  private EncoderPass() {}

  /**
   * Measures and puts the scores into the study; E becomes the encoder that the study names.
   *
   * @param encoder folder of E
   * @throws FacetException when the folder holds no encoder, or the corpus is gone or has changed
   */
  public static void put(
      Path encoder, Study study, NDManager manager, Progress progress, Cancellation cancellation) {
    if (!study.manifest().complete()) {
      throw FacetException.badInput(
          "The study "
              + study.folder()
              + " is not finished; monosemanticity speaks of all of its images");
    }
    progress.report("loading the encoder", 0, 0);
    CorpusFolder corpus = CorpusFolder.open(study.imagesFolder());
    if (!Objects.equals(corpus.fingerprint(), study.manifest().provenance().corpusFingerprint())) {
      throw FacetException.mismatch(
          "The images in " + corpus.root() + " have changed since the study was made");
    }
    try (NDManager own = manager.newSubManager();
        ImageEncoder loaded = ModelFolder.openEncoder(encoder, own)) {
      String fingerprint = loaded.towerFingerprint();
      int width =
          embed(loaded, ImageProcessor.fromFolder(encoder), corpus, study, progress, cancellation);
      MonoSemanticityPass scores =
          MonoSemanticityPass.of(
              study,
              (begin, end, visitor) -> study.encoders().encodings(fingerprint, begin, end, visitor),
              width,
              progress,
              cancellation);
      study.encoders().put(fingerprint, Networks.name(encoder), scores.latents(), scores.neurons());
    }
  }

  /**
   * Embeds what is not yet embedded.
   *
   * @return width of the embeddings
   */
  private static int embed(
      ImageEncoder encoder,
      ImageProcessor processor,
      CorpusFolder corpus,
      Study study,
      Progress progress,
      Cancellation cancellation) {
    String fingerprint = encoder.towerFingerprint();
    int atOnce = Turns.imagesAtOnce(encoder.vision());
    int total = corpus.entries().size();
    int next = study.encoders().encodedEnd(fingerprint);
    Map<Integer, float[]> uncommitted = new LinkedHashMap<>();
    try (ImagePrefetch images =
            new ImagePrefetch(corpus, processor, next, 3 * atOnce, cancellation);
        ForwardLanes<float[][]> lanes =
            new ForwardLanes<>(
                (own, some, turn) -> forward(encoder, own, some, turn), cancellation)) {
      int given = next;
      while (next < total) {
        cancellation.check();
        progress.report("looking through the encoder", next, total);
        for (; given < total && lanes.hasRoom(); given += atOnce) {
          lanes.submit(images.take(atOnce));
        }
        ForwardLanes.Done<float[][]> batch = lanes.next();
        next += batch.images().size();
        float[][] rows = batch.outcome() == null ? new float[0][] : batch.outcome();
        for (int i = 0; i < rows.length; i++) {
          uncommitted.put(batch.readable().get(i).number(), rows[i]);
        }
        if (uncommitted.size() >= COMMITTED_AT_ONCE || next == total) {
          study.encoders().addEncodings(fingerprint, uncommitted);
          uncommitted.clear();
        }
      }
    }
    int[] width = {0};
    study
        .encoders()
        .encodings(fingerprint, 0, total, (image, embedding) -> width[0] = embedding.length);
    if (width[0] == 0) {
      throw FacetException.badInput("No image in " + corpus.root() + " could be read");
    }
    return width[0];
  }

  private static float[][] forward(
      ImageEncoder encoder, NDManager manager, List<Prepared> images, Runnable turn) {
    VisionTower tower = encoder.vision();
    int last = tower.layers() - 1;
    try (NdScope _ = new NdScope()) {
      NDArray start = tower.embed(PixelBatch.of(manager, images));
      NDArray beforeLast = tower.run(start, 0, last, Turns.of(tower, images.size(), turn));
      NDArray embeddings = encoder.embeddingFrom(beforeLast, last);
      float[] flat = embeddings.toFloatArray();
      int width = flat.length / images.size();
      float[][] rows = new float[images.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
      }
      return rows;
    }
  }
}
