package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.image.ImageProcessor;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Weights;
import java.util.List;

/**
 * CLIPSeg (Lüddecke and Ecker 2022; transformers {@code CLIPSegForImageSegmentation}): where in an
 * image is what a text says? CLIP with interpolated positions, and a small decoder over some of its
 * layers that the text's embedding steers.
 */
public final class ClipSegModel implements DualEncoder {

  private final ClipModel clip;
  private final ClipSegDecoder decoder;

  ClipSegModel(Folder folder, NDManager manager) {
    int[] size = ImageProcessor.fromFolder(folder.path()).nativeSize();
    if (size[0] != size[1]) {
      throw FacetException.badInput(
          folder.path()
              + ": CLIPSeg's pictures must be square, the processor makes "
              + size[0]
              + " x "
              + size[1]);
    }
    this.clip = new ClipModel(folder, manager, "clip.", size[0]);
    Weights w = folder.weights(manager).at("decoder.");
    this.decoder = new ClipSegDecoder(folder.config(), w, clip.vision());
  }

  /**
   * Masks of texts on images.
   *
   * @param pixels [B, 3, S, S]
   * @return [B, texts, S, S] as logits: the sigmoid is a pixel's probability
   */
  public NDArray masks(NDArray pixels, List<String> texts) {
    try (NdScope scope = new NdScope()) {
      NDArray wanted = textEmbeddings(texts);
      NDArray[] seen = new NDArray[decoder.layers().length];
      Hooks hooks = Hooks.NONE;
      for (int i = 0; i < seen.length; i++) {
        int at = i;
        hooks = hooks.tap(HookPoint.out(Tower.VISION, decoder.layers()[i]), x -> seen[at] = x);
      }
      VisionTower vision = vision();
      vision.run(vision.embed(pixels), 0, decoder.highest() + 1, hooks);
      NDList masks = new NDList();
      for (long b = 0; b < pixels.getShape().get(0); b++) {
        NDList own = new NDList();
        for (NDArray layer : seen) {
          own.add(layer.get(new NDIndex("{}:{}", b, b + 1)));
        }
        masks.add(decoder.masks(own, wanted).expandDims(0));
      }
      return scope.pass(NDArrays.concat(masks, 0));
    }
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return clip.arithmetic();
  }

  @Override
  public ModelInfo info() {
    return clip.info();
  }

  @Override
  public String fingerprint() {
    return clip.fingerprint();
  }

  @Override
  public String towerFingerprint() {
    return clip.towerFingerprint();
  }

  @Override
  public VisionTower vision() {
    return clip.vision();
  }

  @Override
  public NDManager manager() {
    return clip.manager();
  }

  @Override
  public ImageProcessor processor() {
    return clip.processor();
  }

  @Override
  public NDArray project(NDArray hidden) {
    return clip.project(hidden);
  }

  @Override
  public NDArray textEmbeddings(List<String> texts) {
    return clip.textEmbeddings(texts);
  }

  @Override
  public NDArray textActivation(List<String> texts, HookPoint site) {
    return clip.textActivation(texts, site);
  }

  @Override
  public double logitScale() {
    return clip.logitScale();
  }

  @Override
  public double logitBias() {
    return clip.logitBias();
  }

  @Override
  public void close() {
    decoder.close();
    clip.close();
  }
}
