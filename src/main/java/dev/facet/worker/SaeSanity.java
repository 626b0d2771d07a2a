package dev.facet.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoPainter;
import dev.facet.image.ImageWriter;
import dev.facet.model.ModelFolder;
import dev.facet.model.ModelInfo;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeFit;
import dev.facet.sae.SaeReader;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does an SAE fit a model? Its figures on a few images of that model. */
public final class SaeSanity {

  private static final int PAINTINGS = 4;
  private static final String QUESTION = "Describe the image.";

  private SaeSanity() {}

  /**
   * Runs the images through the model and the SAE.
   *
   * @param site where the SAE reads, or null for what its files say
   * @param images addresses; painted ones where there are none
   * @throws FacetException when model, SAE and site do not go together
   */
  public static SaeFit of(Path model, Path saePath, @Nullable HookPoint site, List<String> images) {
    try (NDManager manager = Torch.newManager();
        Sae sae = SaeReader.open(saePath, manager)) {
      HookPoint where = site != null ? site : sae.info().hook();
      if (where == null) {
        throw FacetException.badInput(
            saePath + " does not say where it reads; name the site, such as vision.layers.3.out");
      }
      List<FloatTensor> seen =
          images.isEmpty() ? painted(model, where) : taps(model, where, images);
      try (NdScope scope = new NdScope()) {
        NDArray x = rows(manager, seen, prefix(model, where, seen.getFirst()));
        if (x.getShape().get(1) != sae.info().dIn()) {
          throw FacetException.mismatch(
              saePath
                  + " reads width "
                  + sae.info().dIn()
                  + "; "
                  + where
                  + " of "
                  + model
                  + " is "
                  + x.getShape().get(1)
                  + " wide");
        }
        return SaeFit.measure(sae, x);
      }
    }
  }

  private static List<FloatTensor> taps(Path model, HookPoint site, List<String> images) {
    List<HookPoint> sites = List.of(site);
    if (ModelFolder.isEncoder(model)) {
      Map<String, FloatTensor> taken =
          EncoderActivations.run(
              model, images, List.of(), sites, List.of(), Arithmetic.FP32, used -> {});
      return List.of(required(taken, site));
    }
    List<FloatTensor> all = new ArrayList<>();
    try (LoadedModel loaded = LoadedModel.open(model, null, Arithmetic.FP32)) {
      String prompt = site.tower() == Tower.LANGUAGE ? QUESTION : null;
      for (String image : images) {
        all.add(required(loaded.engine().tap(List.of(image), prompt, sites, List.of()), site));
      }
    }
    return all;
  }

  private static FloatTensor required(Map<String, FloatTensor> taken, HookPoint site) {
    FloatTensor found = taken.get(site.name());
    if (found == null) {
      throw FacetException.notFound("The model has no " + site);
    }
    return found;
  }

  private static List<FloatTensor> painted(Path model, HookPoint site) {
    DemoPainter painter = new DemoPainter(ConceptTable.load());
    List<Path> files = new ArrayList<>();
    try {
      for (int i = 0; i < PAINTINGS; i++) {
        Path file = Files.createTempFile("facet-painting", ".png");
        files.add(file);
        Files.write(file, ImageWriter.png(painter.paint(i).image()));
      }
      return taps(model, site, files.stream().map(Path::toString).toList());
    } catch (IOException e) {
      throw FacetException.badInput("Pictures cannot be written: " + e.getMessage(), e);
    } finally {
      for (Path file : files) {
        file.toFile().delete();
      }
    }
  }

  /** Tokens before the patches, which few SAEs were trained on. */
  private static int prefix(Path model, HookPoint site, FloatTensor taken) {
    ModelInfo info = ModelFolder.inspect(model);
    long[] shape = taken.shape();
    return site.tower() == Tower.VISION && shape.length == 3
        ? Math.max(0, (int) shape[1] - info.patches().patches())
        : 0;
  }

  /** All tokens as rows [tokens, D]. */
  private static NDArray rows(NDManager manager, List<FloatTensor> seen, int prefix) {
    List<NDArray> parts = new ArrayList<>();
    for (FloatTensor one : seen) {
      NDArray x = manager.create(one.data(), new Shape(one.shape()));
      int last = one.shape().length - 1;
      NDArray tokens = last == 2 && prefix > 0 ? x.get(new NDIndex(":, {}:", prefix)) : x;
      parts.add(tokens.reshape(-1, one.shape()[last]));
    }
    return NDArrays.concat(new NDList(parts.toArray(NDArray[]::new)), 0);
  }
}
