package dev.facet.steering;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** Turns what a person names as a direction into numbers. */
final class Directions implements AutoCloseable {

  private final NDManager manager;
  private final @Nullable Sae studySae;
  private final Map<String, Sae> opened = new HashMap<>();
  private final Map<Direction, float[]> files = new HashMap<>();
  private final ImageMeans means;

  /**
   * @param manager that SAEs are opened with
   * @param studySae what latents without a path belong to, or null
   * @param means directions between sets of images
   */
  Directions(NDManager manager, @Nullable Sae studySae, ImageMeans means) {
    this.manager = manager;
    this.studySae = studySae;
    this.means = means;
  }

  /**
   * The SAE that a latent belongs to.
   *
   * @throws FacetException when there is none
   */
  Sae sae(Direction direction) {
    if (direction.latent() == null) {
      throw FacetException.badInput(
          "Clamping and scaling need a latent of an SAE, found another kind of direction");
    }
    String path = direction.sae();
    if (path == null) {
      if (studySae == null) {
        throw FacetException.notFound(
            "Latent " + direction.latent() + " names no SAE, and no study with one is open");
      }
      return studySae;
    }
    if (studySae != null && studySae.info().path().equals(path)) {
      return studySae;
    }
    return opened.computeIfAbsent(path, p -> SaeReader.open(Path.of(p), manager));
  }

  /**
   * The vector itself.
   *
   * @param width D that the site has
   * @throws FacetException when it does not exist or has another width
   */
  float[] vector(Direction direction, int width, HookPoint site) {
    float[] vector = find(direction, width, site);
    if (vector.length != width) {
      throw FacetException.mismatch(
          name(direction)
              + " has "
              + vector.length
              + " numbers; "
              + site
              + " is "
              + width
              + " wide");
    }
    return vector;
  }

  private float[] find(Direction direction, int width, HookPoint site) {
    if (direction.latent() != null) {
      return sae(direction).direction(direction.latent());
    }
    if (direction.file() != null) {
      return files.computeIfAbsent(direction, Directions::read);
    }
    if (direction.neuron() != null) {
      return neuron(direction.neuron(), width);
    }
    if (direction.means() != null) {
      return means.direction(direction.means(), site);
    }
    return random(direction.random() == null ? 0 : direction.random(), width);
  }

  private static float[] read(Direction direction) {
    try (Checkpoint file = Checkpoint.open(Path.of(String.valueOf(direction.file())))) {
      return file.floats(String.valueOf(direction.tensor()));
    }
  }

  private static float[] neuron(int index, int width) {
    if (index < 0 || index >= width) {
      throw FacetException.notFound(
          "There is no neuron " + index + ": the residual stream is " + width + " wide");
    }
    float[] unit = new float[width];
    unit[index] = 1;
    return unit;
  }

  /** Gaussian, of norm 1. */
  private static float[] random(long seed, int width) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[] gaussian = new double[width];
    double square = 0;
    for (int i = 0; i < width; i++) {
      gaussian[i] = random.nextGaussian();
      square += gaussian[i] * gaussian[i];
    }
    float[] unit = new float[width];
    for (int i = 0; i < width; i++) {
      unit[i] = (float) (gaussian[i] / Math.sqrt(square));
    }
    return unit;
  }

  static String name(Direction d) {
    if (d.latent() != null) {
      return "Latent " + d.latent() + (d.sae() == null ? "" : " of " + d.sae());
    }
    if (d.file() != null) {
      return "Tensor '" + d.tensor() + "' of " + d.file();
    }
    if (d.means() != null) {
      return "The difference of the means of " + d.means().plus() + " and " + d.means().minus();
    }
    return d.neuron() != null ? "Neuron " + d.neuron() : "The random direction " + d.random();
  }

  @Override
  public void close() {
    opened.values().forEach(Sae::close);
    opened.clear();
  }
}
