package dev.facet.core;

import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one paper steers: its site, rule, question, picture, strengths and decoding, as the authors'
 * code has them. Questions are in our own words under the same constraints. Strengths are those of
 * the paper's own SAE, in the units of {@link Intervention#strength()}; on another model they say
 * where to look, not what to find.
 *
 * @param name what a person types
 * @param title authors, year and what it is called there
 * @param source where it is published
 * @param tower the network that the paper steers
 * @param layer the layer whose output it steers, counted from 0
 * @param ofLayers layers of that network in the paper: the same share of depth is taken elsewhere
 * @param mode the rule
 * @param positions which tokens
 * @param during prompt only, or every decoding step too
 * @param prompt the question
 * @param image address of the base picture
 * @param strengths that the paper tries, ascending
 * @param strength the one that it reports most, or settles on
 * @param targetKl the divergence that the strength is chosen for, nats; null where it is not
 * @param maxTokens token budget
 * @param sampling how tokens are drawn
 * @param remark what to know before comparing, one or two sentences
 */
public record Preset(
    String name,
    String title,
    String source,
    Tower tower,
    int layer,
    int ofLayers,
    Mode mode,
    Positions positions,
    During during,
    String prompt,
    String image,
    List<Double> strengths,
    double strength,
    @Nullable Double targetKl,
    int maxTokens,
    Sampling sampling,
    String remark) {

  /** Ferrando et al.: add the direction to the middle of the vision tower, ask about white. */
  public static final Preset FERRANDO =
      new Preset(
          "ferrando",
          "Ferrando et al. 2026, steering explanation",
          "arXiv 2603.22593",
          Tower.VISION,
          16,
          27,
          Mode.ADD,
          Positions.ALL,
          During.PREFILL,
          "One visual or semantic element of this image is highlighted. It may be anything from a simple pattern to an"
              + " abstract idea. Say what it is in one clear sentence: describe the pattern, or name the idea if it is"
              + " abstract, and prefer the general reading. Begin with: The highlighted element in the image is a",
          "white",
          List.of(50.0, 100.0, 200.0),
          200,
          null,
          50,
          Sampling.GREEDY,
          "The SAE's encoder never runs: the direction is added to the residual stream as it is, at every token.");

  /** Pach et al.: set the code, put the reconstruction in the residual's place. */
  public static final Preset PACH =
      new Preset(
          "pach",
          "Pach et al. 2025, one-word steering",
          "arXiv 2504.02821",
          Tower.VISION,
          22,
          24,
          Mode.CLAMP_RECONSTRUCT,
          Positions.ALL,
          During.PREFILL,
          "Name what this image shows. Answer with a single word.",
          "white",
          List.of(30.0, 40.0, 50.0, 100.0),
          100,
          null,
          5,
          Sampling.GREEDY,
          "The reconstruction error is dropped, so that strength 0 already changes the picture. Negative strengths suppress.");

  /** Zhang et al.: the code is set before the top-k of an SAE in the language model. */
  public static final Preset ZHANG =
      new Preset(
          "zhang",
          "Zhang et al. 2025, clamping in the language model",
          "arXiv 2411.14982",
          Tower.LANGUAGE,
          24,
          32,
          Mode.CLAMP_RECONSTRUCT,
          Positions.ALL,
          During.THEN_RECONSTRUCT,
          "Describe this image in detail.",
          "white",
          List.of(10.0, 50.0),
          50,
          null,
          512,
          Sampling.GREEDY,
          "The paper steers on pictures of its case studies. While decoding, the residual still passes through the SAE, unclamped.");

  /** Joseph et al.: set the code, keep the reconstruction error. */
  public static final Preset JOSEPH =
      new Preset(
          "joseph",
          "Joseph et al. 2025, feature steerability",
          "arXiv 2504.08729",
          Tower.VISION,
          11,
          12,
          Mode.CLAMP_KEEP_ERROR,
          Positions.ALL,
          During.PREFILL,
          "Describe this image.",
          "white",
          List.of(-20.0, -5.0, 0.0, 5.0, 10.0, 20.0, 50.0, 150.0),
          150,
          null,
          32,
          Sampling.GREEDY,
          "The paper reads CLIP's image embedding over 192 pictures and writes no captions: S is its figure. 150 counts as the asymptote.");

  /**
   * Paulo et al. (Delphi): add to the latent from the last prompt token on, dosed by divergence.
   */
  public static final Preset DELPHI =
      new Preset(
          "delphi",
          "Paulo et al. 2025, intervention scoring (Delphi)",
          "arXiv 2410.13928",
          Tower.LANGUAGE,
          32,
          42,
          Mode.ADD,
          Positions.LAST,
          During.ALWAYS,
          "Describe this image.",
          "white",
          List.of(1.0, 10.0, 100.0),
          10,
          0.5,
          8,
          Sampling.GREEDY,
          "The strength is found for each latent so that KL(steered || unsteered) is 0.5. Adding to the code and keeping the error is"
              + " adding the direction, the decoder being linear. The paper steers a language model on text.");

  public Preset {
    strengths = List.copyOf(strengths);
  }

  /** All presets, in the order of their papers in this program's guide. */
  public static List<Preset> all() {
    return List.of(FERRANDO, PACH, ZHANG, JOSEPH, DELPHI);
  }

  /**
   * The preset of a name.
   *
   * @throws FacetException when there is none; the message lists those that there are
   */
  public static Preset named(String name) {
    return all().stream()
        .filter(p -> p.name.equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                FacetException.notFound(
                    "There is no preset '"
                        + name
                        + "'; expected "
                        + all().stream().map(Preset::name).collect(Collectors.joining(", "))));
  }

  /**
   * Where to steer: where the SAE reads, since it fits nowhere else; without one at the paper's
   * share of the network's depth.
   *
   * @param ofSae what the SAE's files say, or null
   * @param visionLayers of the model's vision tower
   * @param languageLayers of its language model
   */
  public HookPoint site(@Nullable HookPoint ofSae, int visionLayers, int languageLayers) {
    if (ofSae != null) {
      return ofSae;
    }
    int layers = tower == Tower.VISION ? visionLayers : languageLayers;
    return HookPoint.out(tower, (int) ((long) layers * layer / ofLayers));
  }

  /**
   * The paper's edit. Where the site is in no language model there is no last token: all tokens are
   * taken instead.
   */
  public Intervention intervention(HookPoint site, Direction direction, double ofStrength) {
    boolean words = site.tower() == Tower.LANGUAGE;
    return new Intervention(
        site,
        mode,
        ofStrength,
        direction,
        !words && positions.kind() == Positions.Kind.LAST ? Positions.ALL : positions,
        during);
  }
}
