package dev.facet.explain;

import ai.djl.ndarray.NDArray;
import dev.facet.core.Control;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The CLIP score: mean cosine of a text's embedding with those of the latent's five best images,
 * masked where the latent does not fire (Ferrando et al. use ViT-L/14; this is the study's encoder,
 * so compare only within an encoder).
 */
final class ClipScorer {

  private static final int KEPT = 4096;

  private final DualEncoder encoder;
  private final ShownImages images;

  /** Unit embeddings of a latent's masked images. */
  private final Map<Integer, float[][]> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, float[][]> eldest) {
          return size() > KEPT;
        }
      };

  ClipScorer(DualEncoder encoder, ShownImages images) {
    this.encoder = encoder;
    this.images = images;
  }

  /** Unit embeddings of texts [B][P]. */
  float[][] embed(List<String> texts) {
    try (NdScope scope = new NdScope()) {
      return unitRows(encoder.textEmbeddings(texts));
    }
  }

  /** Mean cosines, NaN for a latent that fires on no image. */
  double[] scores(List<Integer> latents, float[][] texts) {
    double[] scores = new double[latents.size()];
    for (int i = 0; i < scores.length; i++) {
      float[][] pictures = kept.get(latents.get(i));
      if (pictures == null) {
        pictures = pictures(latents.get(i));
        kept.put(latents.get(i), pictures);
      }
      double sum = 0;
      for (float[] picture : pictures) {
        sum += dot(picture, texts[i]);
      }
      scores[i] = sum / pictures.length;
    }
    return scores;
  }

  private float[][] pictures(int latent) {
    List<RgbImage> masked = new ArrayList<>();
    for (ShownImages.Shown shown : images.of(latent, ExplainSpec.IMAGES, Control.NONE)) {
      masked.add(images.masked(shown));
    }
    if (masked.isEmpty()) {
      return new float[0][];
    }
    try (NdScope scope = new NdScope()) {
      return unitRows(encoder.imageEmbeddings(encoder.pixels(masked)));
    }
  }

  private static float[][] unitRows(NDArray matrix) {
    int rows = (int) matrix.getShape().get(0);
    float[] all = matrix.toFloatArray();
    int width = all.length / rows;
    float[][] out = new float[rows][width];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(all, r * width, out[r], 0, width);
      unit(out[r]);
    }
    return out;
  }

  static void unit(float[] row) {
    double norm = Math.sqrt(dot(row, row));
    for (int i = 0; i < row.length && norm > 0; i++) {
      row[i] /= (float) norm;
    }
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
