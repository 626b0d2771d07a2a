package dev.facet.core;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a network where activations are read or edited, under one canonical name.
 *
 * <p>{@code vision.layers.10.out} is the residual stream after layer 10 of the vision tower,
 * counted from 0: entry 11 of Hugging Face's {@code hidden_states}. {@link #parse} also understands
 * the spellings of the SAE libraries.
 *
 * @param tower the network
 * @param layer index from 0, or {@link #NO_LAYER} where the site has none
 * @param site the place
 */
public record HookPoint(Tower tower, int layer, Site site) {

  /** The value of {@link #layer()} for sites outside the layer stack. */
  public static final int NO_LAYER = -1;

  /** The network that a hook point lies in. */
  public enum Tower {
    VISION,
    TEXT,
    PROJECTOR,
    LANGUAGE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The place within the network; the word is the last part of the canonical name. */
  public enum Site {
    /**
     * What enters the first layer, position embeddings and pre-norm included: {@code
     * hidden_states[0]}.
     */
    EMBEDDINGS("embeddings", false),
    /** The residual stream before a layer. */
    IN("in", true),
    /** The residual stream after a layer. */
    OUT("out", true),
    /** The output of a layer's MLP before it is added to the residual stream. */
    MLP_OUT("mlp_out", true),
    /** The normalised input of a layer's MLP (gain and bias included). */
    MLP_IN("mlp_in", true),
    /** All positions after the last norm. */
    POST_NORM("post_norm", false),
    /** One vector an image or text, before the projection. */
    POOLED("pooled", false),
    /** The embedding in the shared image and text space, not normalised. */
    PROJECTION("projection", false);

    private final String word;
    private final boolean inLayer;

    Site(String word, boolean inLayer) {
      this.word = word;
      this.inLayer = inLayer;
    }
  }

  private static final Pattern CANONICAL_LAYER =
      Pattern.compile("(vision|text|language)\\.layers\\.(\\d{1,4})\\.(in|out|mlp_out|mlp_in)");
  private static final Pattern CANONICAL_PLAIN =
      Pattern.compile("(vision|text|language)\\.(embeddings|post_norm|pooled|projection)");
  private static final Pattern VISION_INTERP =
      Pattern.compile("enc_res_out_layer_(\\d{1,4})(_.*)?");
  private static final Pattern TRANSFORMER_LENS =
      Pattern.compile(
          "blocks\\.(\\d{1,4})\\.(hook_resid_pre|hook_resid_post|hook_mlp_out|ln2\\.hook_normalized)");
  private static final Pattern SPARSIFY = Pattern.compile("(?:.*\\.)?layers[._](\\d{1,4})");

  public HookPoint {
    if (site.inLayer != (layer >= 0)) {
      throw FacetException.badInput(
          "Hook point " + tower.word() + "." + site.word + " with layer " + layer + " is not one");
    }
  }

  /** The residual stream after a layer: where most SAEs are trained. */
  public static HookPoint out(Tower tower, int layer) {
    return new HookPoint(tower, layer, Site.OUT);
  }

  /** The projector's output: image features as the language model gets them. */
  public static HookPoint projectorOut() {
    return new HookPoint(Tower.PROJECTOR, NO_LAYER, Site.PROJECTION);
  }

  /** The canonical name; {@code parse(name())} gives this hook point back. */
  public String name() {
    if (tower == Tower.PROJECTOR) {
      return "projector.out";
    }
    return site.inLayer
        ? tower.word() + ".layers." + layer + "." + site.word
        : tower.word() + "." + site.word;
  }

  /**
   * The name where there is little room: tower and layer of a layer's output, {@code vision 3}; of
   * other places the {@link #name}.
   */
  public String shortName() {
    return site == Site.OUT && layer != NO_LAYER ? tower.word() + " " + layer : name();
  }

  @Override
  public String toString() {
    return name();
  }

  /**
   * Reads a canonical name or a library's spelling.
   *
   * @param name the name as written by a person or found in a file
   * @param defaultTower the tower meant by spellings that name none ({@code
   *     blocks.9.hook_resid_post})
   * @throws FacetException when the name is none of them; the message shows the forms that are
   */
  public static HookPoint parse(String name, Tower defaultTower) {
    return find(name.strip(), defaultTower)
        .orElseThrow(
            () ->
                FacetException.badInput(
                    "'"
                        + name
                        + "' is not a hook point; expected a name like vision.layers.3.out (in, out, mlp_in, mlp_out),"
                        + " vision.embeddings, vision.post_norm, vision.pooled, vision.projection, projector.out, the same"
                        + " with text. or language., or a library's spelling such as blocks.3.hook_resid_post"));
  }

  private static Optional<HookPoint> find(String name, Tower tower) {
    if (name.equals("projector.out")) {
      return Optional.of(projectorOut());
    }
    if (name.equals("post_projection")) {
      return Optional.of(new HookPoint(Tower.VISION, NO_LAYER, Site.PROJECTION));
    }
    Matcher m = CANONICAL_LAYER.matcher(name);
    if (m.matches()) {
      return Optional.of(
          new HookPoint(tower(m.group(1)), Integer.parseInt(m.group(2)), site(m.group(3))));
    }
    m = CANONICAL_PLAIN.matcher(name);
    if (m.matches()) {
      return Optional.of(new HookPoint(tower(m.group(1)), NO_LAYER, site(m.group(2))));
    }
    m = VISION_INTERP.matcher(name);
    if (m.matches()) {
      return Optional.of(out(Tower.VISION, Integer.parseInt(m.group(1))));
    }
    m = TRANSFORMER_LENS.matcher(name);
    if (m.matches()) {
      Site site =
          switch (m.group(2)) {
            case "hook_resid_pre" -> Site.IN;
            case "hook_resid_post" -> Site.OUT;
            case "hook_mlp_out" -> Site.MLP_OUT;
            default -> Site.MLP_IN;
          };
      return Optional.of(new HookPoint(tower, Integer.parseInt(m.group(1)), site));
    }
    m = SPARSIFY.matcher(name);
    if (m.matches()) {
      Tower where =
          name.contains("vision")
              ? Tower.VISION
              : name.contains("language") || name.startsWith("model.") ? Tower.LANGUAGE : tower;
      return Optional.of(out(where, Integer.parseInt(m.group(1))));
    }
    return Optional.empty();
  }

  private static Tower tower(String word) {
    return Tower.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Site site(String word) {
    return Site.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
