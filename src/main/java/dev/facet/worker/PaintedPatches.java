package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.image.PixelValues;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.steering.SteeringEngine;
import java.util.List;

/** Patches that were painted on a study's grid, for a model that may see a picture in another. */
final class PaintedPatches {

  private PaintedPatches() {}

  /**
   * Refuses what would be applied somewhere else than it was painted.
   *
   * @param edits of the question
   * @param images addresses
   * @throws FacetException when patches are painted and the model cuts an image into tiles, or
   *     keeps its size
   */
  static void require(
      VisionLanguageModel model,
      SteeringEngine engine,
      List<Intervention> edits,
      List<String> images) {
    boolean painted =
        edits.stream()
            .anyMatch(
                edit ->
                    edit.site().tower() == Tower.VISION
                        && edit.positions().kind() == Positions.Kind.MASK);
    if (!painted || model.processor().oneGrid()) {
      return;
    }
    for (String image : images) {
      PixelValues seen = model.pixels(engine.image(image));
      VisionTower tower = model.vision(List.of(seen));
      if (tower.patchPlaces(seen.tiles()).length != 1
          || !tower.grid().equals(model.vision().grid())) {
        throw FacetException.badInput(
            "Patches were painted on the study's grid, but "
                + model.info().name()
                + " looks at "
                + image
                + " in tiles or at a size of its own; choose all patches, or an image of "
                + model.nativeSize()[0]
                + " x "
                + model.nativeSize()[1]
                + " pixels");
      }
    }
  }
}
