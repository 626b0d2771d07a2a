package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains an SAE of any model that Facet reads on the patch tokens of a folder of images, and writes
 * it as dictionary_learning and SAELens do. Tokens are kept in memory in half precision.
 */
public final class SaeFromFolder {

  /**
   * What to train on.
   *
   * @param model folder of a CLIP-like encoder or a vision-language model
   * @param images folder, searched with all folders below it
   * @param site of the vision tower, residual stream or MLP
   * @param out folder for the result; {@code saelens} below it has the SAELens layout
   * @param mostTokens at most so many tokens are kept; images beyond them are not read
   */
  public record Spec(
      Path model, Path images, HookPoint site, Path out, int mostTokens, SaeTraining.Spec sae) {}

  private static final Logger LOG = LoggerFactory.getLogger(SaeFromFolder.class);
  private static final int CHUNK = 16;
  private static final List<String> ENDINGS =
      List.of(".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif");

  private final Spec spec;

  public SaeFromFolder(Spec spec) {
    this.spec = spec;
  }

  /** A tower with what leads to it. */
  private record Source(
      VisionTower tower,
      Function<List<RgbImage>, NDArray> pixels,
      String fingerprint,
      AutoCloseable model) {}

  /**
   * Trains, or continues an interrupted training.
   *
   * @throws FacetException when model, site or images are not what they must be
   */
  public TrainedSae run(Progress progress, Cancellation cancellation) {
    List<Path> files = images();
    Source source = open();
    try (AutoCloseable model = source.model;
        NDManager manager = Torch.newManager();
        ScriptOps ops = ScriptOps.load(manager, SaeFromFolder.class, TrainingScript.RESOURCE);
        NDArray tokens = tokens(source, files, manager, progress, cancellation)) {
      int[] rows = IntStream.range(0, (int) tokens.getShape().get(0)).toArray();
      Files.createDirectories(spec.out);
      TrainedSae sae =
          new SaeTraining(spec.sae, manager, ops, tokens, rows)
              .run(
                  spec.out.resolve("training.safetensors"),
                  spec.site,
                  String.valueOf(spec.model.toAbsolutePath().normalize().getFileName()),
                  source.fingerprint,
                  progress,
                  cancellation);
      SaeWriter.dictionaryLearning(spec.out, sae);
      SaeWriter.saeLens(spec.out.resolve("saelens"), sae);
      Files.deleteIfExists(spec.out.resolve("training.safetensors"));
      return sae;
    } catch (IOException e) {
      throw FacetException.badInput("Cannot write to " + spec.out + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing " + spec.model, e);
    }
  }

  private Source open() {
    if (!ModelFolder.isDualEncoder(spec.model)) {
      VisionLanguageModel m = ModelFolder.openVlm(spec.model, Torch.newManager());
      return new Source(
          m.vision(),
          pictures -> m.pixelArray(pictures.stream().map(m::pixels).toList()),
          m.towerFingerprint(),
          m);
    }
    DualEncoder m = ModelFolder.openDual(spec.model, Torch.newManager());
    return new Source(m.vision(), m::pixels, m.towerFingerprint(), m);
  }

  private List<Path> images() {
    try (Stream<Path> all = Files.walk(spec.images)) {
      List<Path> found =
          all.filter(f -> ENDINGS.stream().anyMatch(lower(f)::endsWith)).sorted().toList();
      if (found.isEmpty()) {
        throw FacetException.notFound("There is no image in " + spec.images);
      }
      return found;
    } catch (IOException e) {
      throw FacetException.notFound("There is no folder of images " + spec.images);
    }
  }

  private static String lower(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  /** Refused before any image is read: a site that the tower lacks, or one without patches. */
  private void check(VisionTower tower) {
    tower.require(spec.site);
    if (spec.site.site() == HookPoint.Site.POOLED) {
      throw FacetException.badInput(
          "The site " + spec.site + " has one vector an image; training needs one a patch");
    }
  }

  private NDArray tokens(
      Source source,
      List<Path> files,
      NDManager manager,
      Progress progress,
      Cancellation cancellation) {
    check(source.tower);
    NDList chunks = new NDList();
    long count = 0;
    for (int at = 0; at < files.size() && count < spec.mostTokens; at += CHUNK) {
      cancellation.check();
      List<RgbImage> pictures = read(files.subList(at, Math.min(files.size(), at + CHUNK)));
      if (pictures.isEmpty()) {
        continue;
      }
      try (NdScope scope = new NdScope()) {
        NDArray x =
            source
                .tower
                .activation(source.pixels.apply(pictures), spec.site)
                .get(new NDIndex(":, {}:", source.tower.prefixTokens()));
        NDArray kept =
            scope.release(x.reshape(-1, x.getShape().get(2)).toType(DataType.FLOAT16, true));
        kept.attach(manager);
        chunks.add(kept);
        count += kept.getShape().get(0);
      }
      progress.report("running the vision tower", Math.min(files.size(), at + CHUNK), files.size());
    }
    if (chunks.isEmpty()) {
      throw FacetException.badInput(
          "None of the "
              + files.size()
              + " files in "
              + spec.images
              + " could be read as an image");
    }
    NDArray all = NDArrays.concat(chunks, 0);
    chunks.forEach(NDArray::close);
    return all;
  }

  /** The pictures that can be read; a damaged one costs its tokens, not the training. */
  private static List<RgbImage> read(List<Path> files) {
    List<RgbImage> pictures = new ArrayList<>();
    for (Path file : files) {
      try {
        pictures.add(ImageReader.read(file));
      } catch (FacetException e) {
        LOG.warn("Left out {}: {}", file, e.getMessage());
      }
    }
    return pictures;
  }
}
