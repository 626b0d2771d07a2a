package dev.facet.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import dev.facet.image.RgbImage;
import dev.facet.model.ClipSegModel;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where in an image is what a text says, by CLIPSeg: the truth that explanations are measured
 * against (IoU). Belongs to the thread that opened it.
 */
public final class TextMasks implements AutoCloseable {

  private final NDManager manager;
  private final ClipSegModel model;

  private TextMasks(NDManager manager, ClipSegModel model) {
    this.manager = manager;
    this.model = model;
  }

  /**
   * Opens a CLIPSeg folder.
   *
   * @throws FacetException when it holds no CLIPSeg
   */
  public static TextMasks open(Path folder) {
    NDManager manager = Torch.newManager();
    try {
      DualEncoder opened = ModelFolder.openDual(folder, manager);
      if (opened instanceof ClipSegModel segments) {
        return new TextMasks(manager, segments);
      }
      opened.close();
      throw FacetException.badInput(folder + " makes no masks: expected model_type clipseg");
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Probabilities over the whole image, which the processor stretches to the model's size.
   *
   * @param width of the mask
   * @param height of the mask
   * @param probabilities that a pixel shows what the text says [height · width], row by row
   */
  public record Mask(int width, int height, float[] probabilities) {}

  /** One mask a text. */
  public List<Mask> of(RgbImage image, List<String> texts) {
    try (NdScope scope = new NdScope()) {
      NDArray logits = model.masks(model.pixels(List.of(image)), texts).get(0);
      int height = (int) logits.getShape().get(1);
      int width = (int) logits.getShape().get(2);
      float[] all = logits.toFloatArray();
      return IntStream.range(0, texts.size())
          .mapToObj(t -> new Mask(width, height, sigmoid(all, t * width * height, width * height)))
          .toList();
    }
  }

  private static float[] sigmoid(float[] logits, int from, int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) (1 / (1 + Math.exp(-logits[from + i])));
    }
    return out;
  }

  @Override
  public void close() {
    model.close();
    manager.close();
  }
}
