package dev.facet.explain;

import dev.facet.core.Control;
import dev.facet.core.FacetException;
import dev.facet.core.PatchFrame;
import dev.facet.core.PatchFrame.Part;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.index.StudyFrame;
import dev.facet.metrics.HeatMap;
import dev.facet.metrics.HeatMap.Resampling;
import dev.facet.workspace.Example;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import dev.facet.workspace.FeatureProfile;
import dev.facet.workspace.ImageRecord;
import dev.facet.workspace.PatchCodes;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The images of a latent and what a model gets to see of them. */
final class ShownImages {

  private static final double OVERLAY = 0.35;
  private static final int KEPT = 32;

  /** Nine stops of the viridis colour map. */
  private static final int[][] VIRIDIS = {
    {68, 1, 84},
    {71, 44, 122},
    {59, 81, 139},
    {44, 113, 142},
    {33, 144, 141},
    {39, 173, 129},
    {92, 200, 99},
    {170, 220, 50},
    {253, 231, 37}
  };

  private final Study study;
  private final int columns;
  private final int rows;
  private final PatchFrame frame;
  private final Permutation permutation;

  /** The pictures of the latents at hand: answering and scoring look at the same ones. */
  private final Map<Key, List<Shown>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<Shown>> eldest) {
          return size() > KEPT;
        }
      };

  private record Key(int latent, int limit, Control control) {}

  ShownImages(Study study, Permutation permutation) {
    this.study = study;
    this.permutation = permutation;
    this.columns = study.manifest().gridWidth();
    this.rows = study.manifest().gridHeight();
    this.frame = StudyFrame.of(study);
  }

  /**
   * One image of a latent.
   *
   * @param record which
   * @param picture its pixels
   * @param codes where the latent fires on it
   */
  record Shown(ImageRecord record, RgbImage picture, PatchCodes codes) {

    /** Patches where the latent fires, in raster order. */
    List<Integer> active() {
      List<Integer> active = new ArrayList<>();
      for (int i = 0; i < codes.count(); i++) {
        if (codes.code(i) > 0) {
          active.add(codes.patch(i));
        }
      }
      return active;
    }
  }

  /**
   * The images by mean code, best first; under the permuted control those of the other latent,
   * under the random one other images of the study behind the latent's own maps.
   *
   * @param limit k
   * @return fewer where the latent fires on fewer
   */
  List<Shown> of(int latent, int limit, Control control) {
    Key key = new Key(latent, limit, control);
    List<Shown> known = kept.get(key);
    if (known == null) {
      known = read(latent, limit, control);
      kept.put(key, known);
    }
    return known;
  }

  private List<Shown> read(int latent, int limit, Control control) {
    int from = control == Control.PERMUTED ? permutation.of(latent) : latent;
    FeatureProfile profile = study.features().profile(from, limit);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(latent);
    List<Shown> shown = new ArrayList<>();
    for (Example example : profile.top()) {
      ImageRecord image = control == Control.RANDOM ? any(random) : example.image();
      RgbImage picture = ImageReader.read(study.images().file(image.id()));
      shown.add(new Shown(image, picture, example.codes()));
    }
    return shown;
  }

  private ImageRecord any(RandomGenerator random) {
    int total = study.images().page("", 0, 0).total();
    return study.images().page("", random.nextInt(total), 1).rows().getFirst();
  }

  /** The picture as the model gets it. */
  RgbImage present(Shown shown, Presentation presentation) {
    return switch (presentation) {
      case MASKED -> masked(shown);
      case OVERLAY -> overlay(shown);
    };
  }

  /** Pixels are black where the nearest-resized heat map is 0 (Ferrando et al.). */
  RgbImage masked(Shown shown) {
    RgbImage picture = shown.picture();
    boolean[] hidden =
        map(shown)
            .over(picture.width(), picture.height(), part(picture), Resampling.NEAREST_CENTRE)
            .zeros();
    byte[] rgb = picture.rgb().clone();
    for (int i = 0; i < hidden.length; i++) {
      if (hidden[i]) {
        rgb[3 * i] = 0;
        rgb[3 * i + 1] = 0;
        rgb[3 * i + 2] = 0;
      }
    }
    return new RgbImage(picture.width(), picture.height(), rgb);
  }

  /** The heat map, from 0 to its own largest value, over the picture. */
  RgbImage overlay(Shown shown) {
    RgbImage picture = shown.picture();
    float[] heat =
        map(shown)
            .normalised()
            .over(picture.width(), picture.height(), part(picture), Resampling.NEAREST_CENTRE)
            .values();
    byte[] rgb = picture.rgb().clone();
    for (int i = 0; i < heat.length; i++) {
      for (int c = 0; c < 3; c++) {
        double under = rgb[3 * i + c] & 0xFF;
        rgb[3 * i + c] = (byte) Math.round(under * (1 - OVERLAY) + viridis(heat[i], c) * OVERLAY);
      }
    }
    return new RgbImage(picture.width(), picture.height(), rgb);
  }

  /** Where the latent fires, for the overlap with masks [height * width]. */
  boolean[] evaluationMask(Shown shown) {
    RgbImage picture = shown.picture();
    return map(shown).evaluationMask(picture.width(), picture.height(), part(picture));
  }

  /** The part of a picture that the tower saw. */
  private Part part(RgbImage picture) {
    return frame.of(picture.width(), picture.height());
  }

  private HeatMap map(Shown shown) {
    return new HeatMap(columns, rows, shown.codes().dense(columns * rows));
  }

  private static double viridis(float value, int channel) {
    double at = value * (VIRIDIS.length - 1);
    int below = Math.min((int) at, VIRIDIS.length - 2);
    double share = at - below;
    return VIRIDIS[below][channel] * (1 - share) + VIRIDIS[below + 1][channel] * share;
  }

  /**
   * @throws FacetException when the latent fires on no image, so that there is nothing to show
   */
  static FacetException nothing(int latent) {
    return FacetException.badInput(
        "Latent "
            + latent
            + " fires on no image of the study, so there is nothing to show; explain it by steering");
  }
}
