package dev.facet.steering;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.model.Hooks;
import dev.facet.sae.Sae;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All interventions of a batch, checked and resolved.
 *
 * @param rows number of rows R
 * @param edits applied together, in order at each site
 */
record Edits(int rows, List<SiteEdit> edits) {

  /** One row, nothing edited. */
  static final Edits NONE = new Edits(1, List.of());

  /**
   * Resolves a batch.
   *
   * @param batch interventions of every row; rows differ in strength, direction and mask alone
   * @throws FacetException when a site, a direction or an SAE does not fit the model
   */
  static Edits of(List<List<Intervention>> batch, Directions directions, SteerableSites sites) {
    List<SiteEdit> edits = new ArrayList<>();
    for (int j = 0; j < batch.getFirst().size(); j++) {
      int index = j;
      List<Intervention> rows = batch.stream().map(row -> row.get(index)).toList();
      if (!rows.stream().allMatch(Intervention::changesNothing)) {
        edits.add(edit(rows, directions, sites));
      }
    }
    return new Edits(batch.size(), edits);
  }

  private static SiteEdit edit(
      List<Intervention> rows, Directions directions, SteerableSites sites) {
    Intervention first = rows.getFirst();
    for (Intervention row : rows) {
      Intervention alike =
          row.withStrength(first.strength())
              .withDirection(first.direction())
              .withPositions(first.positions());
      if (!alike.equals(first) || row.positions().kind() != first.positions().kind()) {
        throw new IllegalArgumentException(
            "rows of a batch differ in more than strength, direction and mask");
      }
    }
    HookPoint site = first.site();
    int width = sites.width(site);
    if (first.during() == During.THEN_RECONSTRUCT && first.mode() != Mode.CLAMP_RECONSTRUCT) {
      throw FacetException.badInput(
          "'then_reconstruct' goes with mode clamp_reconstruct alone, found "
              + first.mode().name().toLowerCase(Locale.ROOT));
    }
    boolean usesCodes =
        switch (first.mode()) {
          case ADD, PROJECTION_CAP -> first.positions().kind() == Positions.Kind.ACTIVE;
          // A neuron has no SAE: its dimension of the residual stream is what is set.
          case CLAMP_KEEP_ERROR -> rows.stream().anyMatch(r -> r.direction().neuron() == null);
          case CLAMP_RECONSTRUCT, ZERO_OTHERS, SCALE -> true;
        };
    Sae sae = usesCodes ? sae(rows, directions, width) : null;
    return new SiteEdit(
        site,
        first.mode(),
        positions(rows),
        first.during(),
        rows.stream().mapToDouble(Intervention::strength).toArray(),
        rows.stream()
            .map(r -> directions.vector(r.direction(), width, site))
            .toArray(float[][]::new),
        sae == null
            ? new int[0]
            : rows.stream().mapToInt(r -> latent(r.direction().latent())).toArray(),
        sae);
  }

  private static List<Positions> positions(List<Intervention> rows) {
    List<Positions> all = rows.stream().map(Intervention::positions).toList();
    return all.stream().distinct().count() == 1 ? List.of(all.getFirst()) : all;
  }

  private static int latent(@Nullable Integer latent) {
    return latent == null ? -1 : latent;
  }

  private static Sae sae(List<Intervention> rows, Directions directions, int width) {
    Sae sae = directions.sae(rows.getFirst().direction());
    for (Intervention row : rows) {
      if (directions.sae(row.direction()) != sae) {
        throw FacetException.badInput("The rows of one batch must use one SAE");
      }
    }
    if (sae.info().transcoder() || sae.info().dIn() != width || sae.info().dOut() != width) {
      throw FacetException.mismatch(
          "The SAE "
              + sae.info().path()
              + " reads width "
              + sae.info().dIn()
              + " and writes width "
              + sae.info().dOut()
              + "; "
              + rows.getFirst().site()
              + " is "
              + width
              + " wide and needs an SAE that reconstructs it");
    }
    return sae;
  }

  boolean isEmpty() {
    return edits.isEmpty();
  }

  boolean touches(Tower tower) {
    return edits.stream().anyMatch(e -> e.site().tower() == tower);
  }

  /** The first tower on the way that is edited; null where nothing is. */
  @Nullable Tower firstTower() {
    return edits.stream().map(e -> e.site().tower()).min(Comparator.naturalOrder()).orElse(null);
  }

  /** The lowest residual index of a tower's edits: everything below it is as without them. */
  int firstIndex(Tower tower, int layers) {
    return edits.stream()
        .filter(e -> e.site().tower() == tower)
        .mapToInt(e -> Hooks.residualIndex(e.site(), layers))
        .min()
        .orElse(layers);
  }

  /** Edits of one tower on the prompt's way through. */
  Hooks hooks(Tower tower, Placement place) {
    Hooks hooks = Hooks.NONE;
    for (SiteEdit edit : edits) {
      if (edit.site().tower() == tower) {
        Placement here =
            edit.during() == During.ALWAYS && tower == Tower.LANGUAGE
                ? place.everythingSteerable()
                : place;
        hooks = hooks.edit(edit.site(), x -> edit.apply(x, here));
      }
    }
    return hooks;
  }

  private static boolean goesOn(SiteEdit edit) {
    return switch (edit.during()) {
      case PREFILL -> false;
      case THEN_RECONSTRUCT -> true;
      case ALWAYS ->
          switch (edit.kind()) {
            case ALL, ACTIVE, TEXT, LAST -> true;
            case CLS, PATCHES, MASK -> false; // an answer has none
          };
    };
  }

  /** Edits of the language model in decoding steps. */
  Hooks decoding() {
    Hooks hooks = Hooks.NONE;
    for (SiteEdit edit : edits) {
      if (edit.site().tower() == Tower.LANGUAGE && goesOn(edit)) {
        hooks = hooks.edit(edit.site(), edit::applyToAnswer);
      }
    }
    return hooks;
  }
}
