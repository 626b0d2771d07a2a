package dev.facet.explain;

import dev.facet.core.Cancellation;
import dev.facet.core.Control;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.image.RgbImage;
import dev.facet.steering.CaptionRow;
import dev.facet.steering.RowCaption;
import dev.facet.steering.SteeringEngine;
import dev.facet.workspace.ExplanationRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** What the explaining model says of latents, by a recipe. */
final class Answers {

  /** Most rows of one pass. */
  private static final int MOST_ROWS = 16;

  /** Most patches of one pass: 16 rows of a tower with 2,560 patches. */
  private static final int MOST_PATCHES = 40_960;

  private final SteeringEngine engine;
  private final HookPoint site;
  private final ShownImages images;
  private final Permutation permutation;
  private final int patches;

  /**
   * @param patches an image
   */
  Answers(
      SteeringEngine engine,
      HookPoint site,
      ShownImages images,
      Permutation permutation,
      int patches) {
    this.engine = engine;
    this.site = site;
    this.images = images;
    this.permutation = permutation;
    this.patches = patches;
  }

  /**
   * What was said of one latent.
   *
   * @param text cleaned
   * @param raw as it came; one line an image where they were shown one by one
   */
  record Answer(String text, String raw, double meanProbability) {}

  /**
   * The hook of hybrid sits on patches that the study knows: those of the whole image in one tile.
   *
   * @throws FacetException when the model cuts images otherwise
   */
  static void requireGrid(SteeringEngine engine, RgbImage image, int patches) {
    List<Integer> seen = engine.patches(image);
    if (!seen.equals(List.of(patches))) {
      throw FacetException.mismatch(
          "Hybrid steers at the patches where a latent fires, and the study knows them for the whole image in one tile of "
              + patches
              + " patches; "
              + engine.provenance(null).model()
              + " sees an image as "
              + seen.size()
              + (seen.size() == 1 ? " tile of " : " tiles of ")
              + seen.getFirst()
              + ". Explain by steering or by top images, or with a model of one such tile");
    }
  }

  /** The same for a latent's best image. */
  void requireGrid(int latent) {
    images.of(latent, 1, Control.NONE).stream()
        .findFirst()
        .ifPresent(shown -> requireGrid(engine, shown.picture(), patches));
  }

  /** How many latents go through in one pass. */
  int batch(ExplanationRecipe recipe) {
    int each = Math.max(1, recipe.images()) * patches;
    return Math.clamp(MOST_PATCHES / each, 1, MOST_ROWS);
  }

  /** One answer a latent, in their order. */
  List<Answer> of(ExplanationRecipe recipe, List<Integer> latents, Cancellation cancellation) {
    List<CaptionRow> rows = new ArrayList<>();
    int[] first = new int[latents.size() + 1];
    List<RgbImage> base =
        recipe.baseImage() == null ? List.of() : List.of(engine.image(recipe.baseImage()));
    for (int i = 0; i < latents.size(); i++) {
      rows.addAll(
          recipe.method().shows()
              ? shown(recipe, latents.get(i))
              : List.of(
                  new CaptionRow(base, List.of(edit(recipe, latents.get(i), Positions.ALL)))));
      first[i + 1] = rows.size();
    }
    List<RowCaption> said = new ArrayList<>();
    for (int at = 0; at < rows.size(); at += MOST_ROWS) {
      said.addAll(
          engine.captions(
              recipe.prompt(),
              rows.subList(at, Math.min(rows.size(), at + MOST_ROWS)),
              recipe.maxTokens(),
              cancellation));
    }
    return IntStream.range(0, latents.size())
        .mapToObj(i -> answer(said.subList(first[i], first[i + 1])))
        .toList();
  }

  /** All images in one row, or each in a row of its own. */
  private List<CaptionRow> shown(ExplanationRecipe recipe, int latent) {
    List<ShownImages.Shown> top =
        images.of(
            latent,
            recipe.images(),
            recipe.method().steers() && recipe.control() == Control.RANDOM
                ? Control.NONE
                : recipe.control());
    List<CaptionRow> rows = new ArrayList<>();
    for (List<ShownImages.Shown> row : recipe.separately() ? singly(top) : List.of(top)) {
      List<Intervention> edits =
          recipe.method().steers()
              ? List.of(
                  edit(
                      recipe,
                      latent,
                      Positions.mask(row.stream().map(ShownImages.Shown::active).toList())))
              : List.of();
      rows.add(
          new CaptionRow(
              row.stream()
                  .map(s -> images.present(s, Objects.requireNonNull(recipe.presentation())))
                  .toList(),
              edits));
    }
    return rows;
  }

  private static List<List<ShownImages.Shown>> singly(List<ShownImages.Shown> top) {
    return top.stream().map(List::of).toList();
  }

  /** The direction of the latent or of its control, added with the norm of the coefficient. */
  private Intervention edit(ExplanationRecipe recipe, int latent, Positions positions) {
    int whose = recipe.control() == Control.PERMUTED ? permutation.of(latent) : latent;
    Intervention one = Intervention.add(site, Direction.latent(whose), 1).withPositions(positions);
    double coefficient = Objects.requireNonNull(recipe.coefficient());
    double norm = engine.norm(one);
    // Decoder rows are of unit norm in the paper; where they are not, the coefficient still is the
    // norm of what is added.
    Intervention scaled = one.withStrength(norm == 0 ? 0 : coefficient / norm);
    return recipe.control() == Control.RANDOM ? engine.randomControl(scaled, latent) : scaled;
  }

  private static Answer answer(List<RowCaption> said) {
    List<String> texts = said.stream().map(s -> Wording.clean(s.text())).toList();
    int chosen = Wording.majority(texts);
    return new Answer(
        texts.get(chosen),
        String.join("\n", said.stream().map(RowCaption::text).toList()),
        said.get(chosen).meanProbability());
  }
}
